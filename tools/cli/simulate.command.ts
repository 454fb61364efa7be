import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  mergedSimulations,
  type Policy,
  type SimulatedParty,
  type Simulation,
  Simulator,
  type Tally,
} from '#policy';
import { dateFor, todayOf } from './moments.js';
import { readerOf } from './json-input.js';
import { show, withFormat } from './output.js';
import { partyInput } from './simulate-input.js';
import { newestPolicy, policyInForce, versionsAt } from './policies.js';
import { askAs, serviceNamed } from './service-access.js';
import { type Surroundings, UsageError } from './surroundings.js';

interface SimulateOptions {
  readonly to: string;
  readonly from?: string;
  readonly records?: string;
  readonly on?: string;
  readonly format: string;
}

export function addSimulate(program: Command, around: Surroundings): void {
  withFormat(program.command('simulate'))
    .description('what a policy would do: erased now, kept longer or shorter, newly denied or allowed')
    .requiredOption('--to <path>', 'the proposed version, a policy file or its folder')
    .option('--from <path>', "the version it is compared with; the project's in force where left out")
    .option('--records <file>', 'JSON lines, one party each; the running services where left out')
    .option('--on <date>', 'the day to judge on; today where left out', dateFor('--on'))
    .addHelpText(
      'after',
      `
A line of --records is a party under a pseudonym, with as much of this as is known (see docs/operating.md):
  {"party":"p-17","activity":{"firstOn":"2020-01-02","lastActivityOn":"2024-05-06"},"context":{"subjectKind":"consumer"},
   "records":[{"id":"o-1","kind":"order","category":"relationship","on":"2024-05-06","fieldClasses":["voucher","order"]}],
   "facts":{"audience":"web-shop-customer","contracts":[],"consents":[],"prohibitions":[],"objections":[],"restrictions":[]}}
Without --records the running services are asked (SELOSTE_SERVICES, SELOSTE_TOKEN with the role officer): retention what
its clocks would say, consent what would be denied and allowed.

Examples:
  $ seloste simulate --from policies/acme/2026-01-01 --to policies/acme/2027-01-01 --records export.jsonl
  $ seloste simulate --to policies/acme/2027-01-01 --format json | jq .erasedNow`,
    )
    .action(async (options: SimulateOptions) => {
      const on = options.on ?? todayOf(around);
      const to = await newestPolicy(options.to, '--to');
      if (options.records === undefined) {
        if (options.from !== undefined || options.on !== undefined)
          throw new UsageError(
            '--from and --on go with --records: the services compare with what is in force today',
          );
        const answer = await askServices(around, options.to);
        return show(around, options, answer, () => inWords(answer));
      }
      const from =
        options.from === undefined
          ? await policyInForce(undefined, on)
          : await newestPolicy(options.from, '--from');
      const result = await simulateFile(options.records, from, to, on);
      const answer = { from: from.version, to: to.version, today: on, ...result };
      return show(around, options, answer, () => inWords(answer));
    });
}

async function simulateFile(file: string, from: Policy, to: Policy, on: string): Promise<Simulation> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`${file} cannot be read`);
  });
  const simulator = new Simulator(from, to, on);
  const partyIn = readerOf(partyInput);
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const { facts, ...party } = partyIn(line, `${file}:${index + 1}`) as SimulatedParty;
    simulator.add({ ...party, ...(facts && { facts: { ...nothingKnown, ...facts } }) });
  });
  return simulator.result();
}

/** Of what a line leaves out nothing is known. */
const nothingKnown = { contracts: [], consents: [], prohibitions: [], objections: [], restrictions: [] };

interface Answer extends Simulation {
  readonly from: string;
  readonly to: string;
  readonly today: string;
}

/** Retention knows the clocks of what is held, consent what the parties there are have chosen. */
async function askServices(around: Surroundings, path: string): Promise<Answer> {
  const policy = await readFile((await versionsAt(path, '--to')).at(-1)!.file, 'utf8');
  const clocks = await askInParts(around, 'retention', policy);
  const { newlyDenied, newlyAllowed } = await askInParts(around, 'consent', policy);
  return { ...clocks, newlyDenied, newlyAllowed };
}

/** In parts, so that no answer takes long. */
async function askInParts(around: Surroundings, name: string, policy: string): Promise<Answer> {
  const service = await serviceNamed(around, name);
  let all: Answer | undefined;
  for (let after: string | undefined, more = true; more;) {
    const body = { policy, ...(after !== undefined && { after }) };
    const { next, ...part } = await askAs<Answer & { next?: string }>(
      around,
      'officer',
      service,
      '/v1/simulations',
      body,
    );
    all = all === undefined ? part : { ...part, ...mergedSimulations(all, part) };
    after = next;
    more = next !== undefined;
  }
  return all!;
}

function inWords({ from, to, today, parties, records, ...told }: Answer): string {
  return [
    `${to} instead of ${from}, on ${today}: ${records} records of ${parties} parties`,
    ...linesOf('erased now', 'fields', told.erasedNow),
    ...linesOf('kept shorter', 'fields', told.keptShorter),
    ...linesOf('kept longer', 'fields', told.keptLonger),
    ...linesOf('newly denied', 'parties', told.newlyDenied),
    ...linesOf('newly allowed', 'parties', told.newlyAllowed),
  ].join('\n');
}

function linesOf(what: string, unit: string, tallies: readonly Tally[]): string[] {
  if (tallies.length === 0) return [`${what}: nothing`];
  return tallies.map(
    ({ element, count, examples }) =>
      `${what}: ${count} ${unit}, ${element} (such as ${examples.join(', ')})`,
  );
}
