import { type Command, Option } from 'commander';
import { type CivilDate, requestDeadline, type RequestDeadline } from '#policy';
import { becauseLines } from './because-lines.js';
import { dateFor, dayFor } from './moments.js';
import { show, withFormat } from './output.js';
import { policyForLaw, withPolicy } from './policies.js';
import { type Surroundings, UsageError } from './surroundings.js';

interface Options {
  readonly received: CivilDate;
  readonly extended?: boolean;
  readonly noticeSent?: CivilDate;
  readonly suspended?: readonly Span[];
  readonly policy?: string;
  readonly format: string;
}

interface Span {
  readonly from: CivilDate;
  readonly to?: CivilDate;
  readonly reason: string;
}

export function addDeadline(program: Command, around: Surroundings): void {
  const command = program.command('deadline').description("by when a person's request must be answered");
  withFormat(withPolicy(command))
    .addOption(
      new Option('--received <moment>', 'an instant with offset, or the date in Helsinki')
        .argParser(dayFor('--received'))
        .makeOptionMandatory(),
    )
    .option('--extended', 'two further months, the person having been told why in time')
    .addOption(
      new Option(
        '--notice-sent <date>',
        'when the person was told why; too late, and it is not extended',
      ).argParser(dateFor('--notice-sent')),
    )
    .addOption(
      new Option(
        '--suspended <from..to...>',
        'an answer of the person was awaited; "from.." while it still is',
      ).argParser((text: string, before: readonly Span[] | undefined) => [...(before ?? []), spanOf(text)]),
    )
    .addHelpText(
      'after',
      `
internalDue is the date by the month, legalDue that date rolled past weekends and Finnish public holidays
(GDPR Art. 12(3); Regulation 1182/71 Art. 3). --suspended may be repeated, and may end in =reason.

Examples:
  $ seloste deadline --received 2026-03-31T21:30:00Z
  $ seloste deadline --received 2026-11-06 --extended --notice-sent 2026-12-04
  $ seloste deadline --received 2026-09-01 --suspended 2026-09-05..2026-09-09=identity --format json`,
    )
    .action(async (options: Options) => {
      if (options.noticeSent !== undefined && options.extended !== true)
        throw new UsageError('--notice-sent: it belongs to --extended');
      const answer = await deadlineOf(options);
      show(around, options, answer, () => inWords(answer));
    });
}

type Answer = RequestDeadline & {
  readonly receivedOn: CivilDate;
  readonly policyVersion: string;
  /** Where nobody said when the notice was sent: the last day on which it can have been. */
  readonly noticeDue?: CivilDate;
};

async function deadlineOf({
  received,
  extended,
  noticeSent,
  suspended = [],
  policy: path,
}: Options): Promise<Answer> {
  const policy = await policyForLaw(path, received);
  const request = { receivedOn: received, suspensions: suspended };
  const asked = { policyVersion: policy.version, receivedOn: received };
  try {
    if (extended !== true) return { ...requestDeadline(policy, request), ...asked };
    const extension = { noticeSentOn: noticeSent ?? received, reasons: 'as said on the command line' };
    const noticeDue = requestDeadline(policy, request).internalDue;
    return { ...requestDeadline(policy, { ...request, extension }), ...asked, noticeDue };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const wrong = ['notice', 'suspension'].find((each) => error.message.includes(each)) ?? 'request';
    throw new UsageError(`${optionOf[wrong]}: ${error.message}`);
  }
}

const optionOf: Readonly<Record<string, string>> = {
  notice: '--notice-sent',
  suspension: '--suspended',
  request: '--received',
};

function spanOf(text: string): Span {
  const [, from, to, reason] = /^([^.=]+)\.\.([^.=]*)(?:=(.+))?$/.exec(text) ?? [];
  if (from === undefined)
    throw new UsageError(`--suspended: "${text}" is no span, such as 2026-09-05..2026-09-09`);
  const date = dateFor('--suspended');
  return {
    from: date(from),
    ...(to !== undefined && to !== '' && { to: date(to) }),
    reason: reason ?? 'as said on the command line',
  };
}

function inWords(answer: Answer): string {
  const { receivedOn, internalDue, legalDue, extended, noticeDue, suspendedSince, because } = answer;
  const lines = [`received ${receivedOn}: due ${internalDue}, by law at the latest ${legalDue}`];
  if (noticeDue !== undefined && extended)
    lines.push(`extended, the person having been told why by ${noticeDue}`);
  if (suspendedSince !== undefined)
    lines.push(`the clock stands since ${suspendedSince}; both dates move on when the answer comes`);
  return [...lines, becauseLines(because)].join('\n');
}
