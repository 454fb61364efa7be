import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { type Finding, type Head, LedgerCheck, type LedgerReport, signedByOneOf } from '#ledger';
import { show, withFormat } from './output.js';
import { serviceNamed, streamAs } from './service-access.js';
import { Failure, type Surroundings, UsageError } from './surroundings.js';

interface VerifyOptions {
  readonly publicKey: readonly string[];
  readonly head?: readonly string[];
  readonly service?: string;
  readonly format: string;
}

export function addLedger(program: Command, around: Surroundings): void {
  const ledger = program.command('ledger').description('take a service’s ledger out, and check one');
  ledger
    .command('export')
    .description('every record, seal, head and erasure note of a service, as JSON lines on stdout')
    .requiredOption('--service <service>', 'whose ledger')
    .addHelpText(
      'after',
      `
Needs SELOSTE_SERVICES and SELOSTE_TOKEN (role officer), or a run of npm start. The records are personal data.
MongoDB keeps a moment readable for five minutes; an export that takes longer breaks off, and verify says that it is cut off:
raise minSnapshotHistoryWindowInSeconds.

Example:
  $ seloste ledger export --service consent > consent.jsonl`,
    )
    .action(async (options: { service: string }) => {
      const service = await serviceNamed(around, options.service);
      for await (const text of streamAs(around, 'officer', service, '/v1/ledger/export')) around.out(text);
    });
  withFormat(ledger.command('verify <file>'))
    .description('find what was changed, removed, added or put elsewhere in an export; works offline')
    .requiredOption('--public-key <file>', 'a public key the ledger was signed by; may be repeated', gather)
    .option('--service <service>', 'whose ledger it must be')
    .option('--head <file>', 'a head as it was published (GET /v1/ledger/head); may be repeated', gather)
    .addHelpText(
      'after',
      `
A public key is PEM, or base64 as it is published. Without a head that was kept elsewhere, a database that was set back
as a whole, or an older export, cannot be told from one that has not come further yet. Exit code 1 when anything is found.

Example:
  $ seloste ledger verify consent.jsonl --public-key consent.pub --head head-2026-11-22.json`,
    )
    .action(async (file: string, options: VerifyOptions) => {
      const report = await verified(file, options);
      show(around, options, report, () => inWords(report));
      if (report.findings.length > 0) throw new Failure(`${report.findings.length} findings in ${file}`);
    });
}

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

async function verified(
  file: string,
  { publicKey, head = [], service }: VerifyOptions,
): Promise<LedgerReport> {
  const check = new LedgerCheck({
    isSigned: trusting(await Promise.all(publicKey.map(textOf))),
    published: (await Promise.all(head.map(textOf))).map(headIn),
    ...(service !== undefined && { service }),
  });
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  try {
    for await (const line of lines) check.take(parsed(line));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UsageError(`${file} cannot be read`, { cause: error });
  }
  const report = check.end();
  if (report.service === undefined && report.records + report.seals === 0)
    throw new UsageError(`${file} is no export of a ledger`);
  return report;
}

function trusting(publicKeys: readonly string[]): ReturnType<typeof signedByOneOf> {
  try {
    return signedByOneOf(publicKeys);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => {
    throw new UsageError(`${file} cannot be read`);
  });

/** The answer of the endpoint, or the head in it. */
function headIn(text: string): Head {
  const answer = parsed(text) as { head?: unknown; day?: unknown } | undefined;
  const head = typeof answer?.head === 'object' ? answer.head : answer;
  const { day, head: hash } = (head ?? {}) as { day?: unknown; head?: unknown };
  if (typeof day !== 'string' || typeof hash !== 'string')
    throw new UsageError(
      '--head must be a file with a published head; a service publishes the first when its first day is over',
    );
  return head as Head;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inWords(report: LedgerReport): string {
  const { service = 'nobody', at = 'an unknown moment', seals, records, erased, pending, heads } = report;
  const held = `the ledger of ${service} as of ${at}: ${records} records under ${seals} seals and ${heads} daily heads, ${erased} erased with a note, ${pending} not sealed yet`;
  const verdict = report.findings.length === 0 ? ['nothing was changed'] : report.findings.map(lineOf);
  return [held, ...verdict].join('\n');
}

function lineOf({ problem, line, seal, leaf, record, day, commitment }: Finding): string {
  const where = [
    ...(seal === undefined ? [] : [`seal ${seal}`]),
    ...(leaf === undefined ? [] : [`leaf ${leaf}`]),
    ...(record === undefined ? [] : [`record ${record}`]),
    ...(day === undefined ? [] : [`day ${day}`]),
    ...(record === undefined && commitment !== undefined ? [`commitment ${commitment}`] : []),
    ...(line === undefined ? [] : [`line ${line}`]),
  ];
  return `${WORDS[problem]}: ${where.join(', ')}`;
}

const WORDS: Readonly<Record<Finding['problem'], string>> = {
  'unreadable-line': 'no line of an export',
  'line-out-of-order': 'not in its place',
  'other-service': 'of another service',
  'seal-missing': 'a seal is missing',
  'seal-out-of-order': 'a seal is not in its place',
  'seal-changed': 'a seal was changed',
  'seal-not-chained': 'a seal does not follow from the one before',
  'leaves-changed': 'the leaves of a seal were changed',
  'signature-wrong': 'not signed by a key that was given',
  'record-changed': 'a record was changed',
  'record-added': 'a record was added, or changed',
  'record-removed': 'a record was removed, and no note of an erasure tells of it',
  'record-out-of-order': 'a record is not in its place',
  'erased-still-there': 'noted as erased, and still there',
  'head-changed': 'a daily head was changed',
  'head-not-chained': 'a daily head does not follow from the one before',
  'head-differs': 'another head was published for this day',
  'day-missing': 'the head of a day is missing',
  'cut-off': 'something is cut off after',
};
