import { type Command, Option } from 'commander';
import { civilDateOf, decide, type Decision, type KnownFacts, type Question } from '#policy';
import { becauseLines } from './because-lines.js';
import { decideInput } from './decide-input.js';
import { readInput } from './json-input.js';
import { instantFor, nowOf } from './moments.js';
import { show, withFormat } from './output.js';
import { policiesAt, policyInForce, withPolicy } from './policies.js';
import type { Surroundings } from './surroundings.js';

interface Options {
  readonly at?: string;
  readonly policy?: string;
  readonly format: string;
}

interface Input {
  readonly question: Omit<Question, 'at'> & { readonly at?: string };
  readonly facts?: Partial<KnownFacts>;
}

export function addDecide(program: Command, around: Surroundings): void {
  const command = program.command('decide').description("may this be done with a person's data, and why");
  withFormat(withPolicy(command))
    .argument('[file]', 'a JSON file with question and facts; standard input where left out')
    .addOption(
      new Option(
        '--at <moment>',
        'the moment asked about, before that of the question; now where neither says',
      ).argParser(instantFor('--at')),
    )
    .addHelpText(
      'after',
      `
The input is {"question": {purpose, category, channel?, recipient?, topic?, productGroup?, ground?, at?}, "facts": {…}}.
Facts: audience, subjectKind, capacity, role, contracts, consents, prohibitions, objections, restrictions,
existingCustomer, workRole, asOf, now. A fact left out is not known; asOf and now are the moment asked about.
Allowed or denied, the exit code is 0.

Examples:
  $ seloste decide question.json --at 2020-07-16
  $ echo '{"question":{"purpose":"invoicing","category":"contact"},"facts":{"audience":"customer",
    "contracts":[{"order":"A-1","openedOn":"2026-01-01"}]}}' | seloste decide --format json`,
    )
    .action(async (file: string | undefined, options: Options) => {
      const input = await readInput<Input>(around, file, decideInput);
      const at = options.at ?? input.question.at ?? nowOf(around).toISOString();
      const policy = await policyInForce(options.policy, civilDateOf(at));
      const versions = await policiesAt(options.policy);
      const decision = decide(policy, { ...input.question, at }, factsOf(input, at), versions);
      show(around, options, decision, () => inWords(decision));
    });
}

function factsOf({ facts }: Input, at: string): KnownFacts {
  const nothing = { contracts: [], consents: [], prohibitions: [], objections: [], restrictions: [] };
  return { ...nothing, asOf: at, now: at, ...facts };
}

function inWords({ allowed, because, until, asOf, policyVersion }: Decision): string {
  const lasts = until === undefined ? '' : ` until ${until}`;
  const under = `under ${policyVersion}, as known at ${asOf}`;
  return `${allowed ? 'allowed' : 'denied'}${lasts} ${under}\n${becauseLines(because)}`;
}
