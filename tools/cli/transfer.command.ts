import { type Command, Option } from 'commander';
import { type Because, type CivilDate, type Mechanism, type Policy, transferOf } from '#policy';
import { becauseLines } from './because-lines.js';
import { dateFor, dayFor, todayOf } from './moments.js';
import { show, withFormat } from './output.js';
import { policyForLaw, withPolicy } from './policies.js';
import { type Surroundings, UsageError } from './surroundings.js';

interface Options {
  readonly country: string;
  readonly mechanism?: string;
  readonly at: CivilDate;
  readonly certifiedFrom?: CivilDate;
  readonly certifiedUntil?: CivilDate;
  readonly assessed?: string;
  readonly policy?: string;
  readonly format: string;
}

interface Answer {
  readonly allowed: boolean;
  readonly because: readonly Because[];
  readonly until?: CivilDate;
  readonly country: string;
  readonly mechanism?: string;
  readonly at: CivilDate;
  readonly policyVersion: string;
}

export function addTransfer(program: Command, around: Surroundings): void {
  const command = program
    .command('transfer')
    .description('whether data may go to a country on a day, and on what');
  withFormat(withPolicy(command))
    .addOption(
      new Option('--country <code>', 'two letters, such as US').argParser(countryOf).makeOptionMandatory(),
    )
    .option('--mechanism <name>', "one of the policy's; not needed within the EEA")
    .addOption(
      new Option('--at <moment>', 'an instant with offset, or the date in Helsinki')
        .argParser(dayFor('--at'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--certified-until <date>', "the last day of the recipient's certificate").argParser(
        dateFor('--certified-until'),
      ),
    )
    .addOption(
      new Option('--certified-from <date>', 'its first day, where it matters').argParser(
        dateFor('--certified-from'),
      ),
    )
    .option('--assessed <reference>', 'the transfer impact assessment, where the mechanism asks for one')
    .addHelpText(
      'after',
      `
A certificate lasts at most as long as its mechanism. For a mechanism that has ended --certified-until may be left out:
the recipient counts as certified to its end. For one in force a certificate that nobody shows is none.

Examples:
  $ seloste transfer --country US --mechanism privacy-shield --at 2020-07-16
  $ seloste transfer --country US --mechanism eu-us-dpf --at 2026-11-02 --certified-until 2027-08-01
  $ seloste transfer --country US --mechanism standard-clauses --at 2026-11-02 --assessed TIA-7 --format json`,
    )
    .action(async (options: Options) => {
      const answer = await transferAnswer(options, todayOf(around));
      show(around, options, answer, () => inWords(answer));
    });
}

async function transferAnswer(options: Options, today: CivilDate): Promise<Answer> {
  const { country, at, certifiedFrom, certifiedUntil, assessed } = options;
  const policy = await policyForLaw(options.policy, at);
  const mechanism = mechanismOf(policy, options.mechanism, country);
  const ended = mechanism?.validTo !== undefined && mechanism.validTo < today;
  const certifiedTo = certifiedUntil ?? (ended ? mechanism.validTo : undefined);
  const certifiedFor = certifiedTo === undefined ? undefined : (certifiedFrom ?? mechanism?.validFrom);
  const transfer = mechanism && {
    mechanism: mechanism.name,
    ...(certifiedFor !== undefined && { certifiedFrom: certifiedFor }),
    ...(certifiedTo !== undefined && { certifiedTo }),
    ...(assessed !== undefined && { assessment: assessed }),
  };
  const answer = transferOf(policy, { country, on: at, ...(transfer !== undefined && { transfer }) });
  return {
    allowed: 'restsOn' in answer,
    because: ['restsOn' in answer ? answer.restsOn : answer.lacking],
    ...('until' in answer && answer.until !== undefined && { until: answer.until }),
    country,
    ...(mechanism !== undefined && { mechanism: mechanism.name }),
    at,
    policyVersion: policy.version,
  };
}

/** By its name, or by a part of it that means one mechanism alone for the country. */
function mechanismOf(policy: Policy, name: string | undefined, country: string): Mechanism | undefined {
  if (name === undefined) return undefined;
  const exact = policy.byName.mechanisms.get(name);
  if (exact !== undefined) return exact;
  const serving = policy.mechanisms.filter(
    (each) => each.name.split('-').includes(name) && each.countries?.includes(country) !== false,
  );
  if (serving.length === 1) return serving[0];
  const known = policy.mechanisms.map((each) => each.name).join(', ');
  throw new UsageError(`--mechanism: ${name} is none of the policy's: ${known}`);
}

function countryOf(text: string): string {
  if (/^[a-z]{2}$/i.test(text)) return text.toUpperCase();
  throw new UsageError(`--country: "${text}" is no country code of two letters, such as US`);
}

function inWords({ allowed, because, until, country, at }: Answer): string {
  const lasts = allowed && until !== undefined ? ` until ${until}` : '';
  return `to ${country} on ${at}: ${allowed ? 'allowed' : 'denied'}${lasts}\n${becauseLines(because)}`;
}
