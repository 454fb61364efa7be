import type { Command } from 'commander';
import { countOf, type Run } from '#messaging';
import { show, withFormat } from './output.js';
import { showTable } from './show-table.js';
import { Failure, type Surroundings, UsageError } from './surroundings.js';
import { type NamedGap, type Verified, verifyHoldings } from './verify/verify-holdings.js';

export function addVerify(program: Command, around: Surroundings): void {
  withFormat(program.command('verify'))
    .description(
      'compare what each service published with what the others hold of it; finds a loss nobody reported',
    )
    .option(
      '--wait <seconds>',
      'how long a queue may take to be worked off before something is called missing',
      '60',
    )
    .addHelpText(
      'after',
      `
Changes nothing, and may run at any time: what is still owed, on its way, or parked is not missing. The services are asked
for the numbers of their lanes (role ops); the answer holds numbers, types and our own ids, nothing of a person. What the
store published has no numbers and is not compared. Exit code 1 where something is missing.
Environment: SELOSTE_SERVICES and SELOSTE_TOKEN as for parked; all four services must be known.
Examples:
  $ seloste verify
  $ seloste verify --format json | jq '.[].gaps[]'`,
    )
    .action(async ({ wait, format }: { wait: string; format: string }) => {
      const seconds = Number(wait);
      if (!(seconds >= 0)) throw new UsageError('--wait must be a number of seconds');
      const verified = await verifyHoldings(around, seconds * 1000);
      const gaps = verified.flatMap((one) => one.gaps);
      show(around, { format }, verified, () => [table(verified), ...gaps.map(inWords)].join('\n'));
      const facts = gaps.reduce((sum, { runs }) => sum + countOf(runs), 0);
      if (facts > 0) throw new Failure(`${facts} ${facts === 1 ? 'fact is' : 'facts are'} missing`);
    });
}

const table = (verified: readonly Verified[]): string =>
  showTable(
    ['publisher', 'holder', 'what', 'published', 'owed', 'parked', 'missing'],
    verified.map(({ of, holder, only, published, owed, parked, gaps }) => [
      of,
      holder,
      only ?? 'all',
      published,
      owed,
      parked,
      gaps.reduce((sum, { runs }) => sum + countOf(runs), 0),
    ]),
  );

function inWords({ kind, holder, of, lane, runs, facts }: NamedGap): string {
  const first = facts.map(({ takenAt }) => takenAt).toSorted()[0];
  const names = facts.map(({ _id, type }) => `  ${type}  ${_id}`);
  const more = countOf(runs) - facts.length;
  return [
    kind === 'missing'
      ? `${holder} lacks what ${of} published: lane ${lane}, numbers ${numbersOf(runs)}`
      : `${of} has lost what ${holder} holds of it: lane ${lane}, numbers ${numbersOf(runs)}`,
    ...names,
    ...(more > 0 ? [`  and ${more} more`] : []),
    kind === 'missing'
      ? `  repair: seloste resend --service ${of} --lane ${lane} --numbers ${numbersOf(runs)}${first === undefined ? '' : ` --since ${first}`}`
      : `  repair: restore ${of} from its last backup and its journal (docs/operating.md)`,
  ].join('\n');
}

const numbersOf = (runs: readonly Run[]): string =>
  runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
