import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { show, withFormat } from './output.js';
import { rootWith } from './policies.js';
import { showTable } from './show-table.js';
import { Failure, type Surroundings, UsageError } from './surroundings.js';

interface TraceRow {
  readonly statement: string;
  readonly says: string;
  readonly elements: readonly string[];
  readonly features: readonly string[];
  readonly tests: readonly string[];
  readonly sabotage?: { readonly at: string; readonly breaks: string };
  readonly status: 'enforced' | 'tested' | 'not enforced yet';
  readonly planned?: { readonly service: string; readonly mechanism: string };
}

interface Trace {
  readonly rows: readonly TraceRow[];
  readonly problems: readonly string[];
}

export function addTrace(program: Command, around: Surroundings): void {
  withFormat(program.command('trace'))
    .argument('[statement]', 'a statement of the notice, such as transfer.us')
    .description('from each statement of the notice to what carries it, tests it and proves it')
    .addHelpText(
      'after',
      `
Reads the source tree. Enforced: a sabotage of the mechanism turned tests that name the statement red (npm run sabotage).
Exits 1 where a statement is said to be enforced and its proof does not hold any more.

Examples:
  $ seloste trace
  $ seloste trace transfer.us
  $ seloste trace --format json | jq '.[] | select(.status != "enforced") | .planned'`,
    )
    .action(async (statement: string | undefined, options: { format: string }) => {
      const { rows, problems } = await readTrace();
      const row = rows.find((each) => each.statement === statement);
      if (statement !== undefined && row === undefined)
        throw new UsageError(`${statement} is no statement of the notice`);
      show(around, options, row ?? rows, () => (row === undefined ? allOf(rows) : oneOf(row)));
      const told = row === undefined ? problems : problems.filter((each) => each.includes(row.statement));
      if (told.length > 0) throw new Failure(told.join('\n'));
    });
}

/** The page and the command share what reads the tree; it is no part of the build. */
async function readTrace(): Promise<Trace> {
  const reader = join('tools', 'trace', 'trace-rows.mjs');
  const root = rootWith(reader);
  if (root === undefined) throw new Failure('the trace is of the source tree, which is not here');
  const { traceOf } = (await import(pathToFileURL(join(root, reader)).href)) as {
    traceOf: (root: string) => Trace;
  };
  return traceOf(root);
}

function allOf(rows: readonly TraceRow[]): string {
  return showTable(
    ['statement', 'status', 'elements', 'features', 'tests', 'service'],
    rows.map(({ statement, status, elements, features, tests, planned }) => [
      statement,
      status,
      elements.length,
      features.length,
      tests.length,
      planned?.service,
    ]),
  );
}

function oneOf({ statement, says, elements, features, tests, sabotage, status, planned }: TraceRow): string {
  return [
    `${statement}: ${status}`,
    says,
    ...listed('policy elements', elements),
    ...listed('feature folders', features),
    ...listed('tests', tests),
    ...listed('sabotage', sabotage === undefined ? [] : [sabotage.breaks, sabotage.at]),
    ...(planned === undefined ? [] : listed('missing', [`${planned.service}: ${planned.mechanism}`])),
  ].join('\n');
}

function listed(what: string, lines: readonly string[]): readonly string[] {
  return ['', `${what}:`, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)];
}
