import { addPeriod } from '../calendar/add-period.js';
import { dayNumberOf } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { Because, CivilDate, DeadlineRule } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { type Suspension, checkSuspensions, movedBySuspensions, spanOf } from './suspensions.js';
import { lastDayOf } from './working-days.js';

export interface RequestClock {
  /** In Helsinki. */
  readonly receivedOn: CivilDate;
  /** The notice of Art. 12(3) that more time is needed, and why. */
  readonly extension?: { readonly noticeSentOn?: CivilDate; readonly reasons?: string };
  readonly suspensions?: readonly Suspension[];
}

/** `internalDue` is the date by the month; `legalDue` is that date rolled past weekends and public holidays. */
export interface RequestDeadline {
  readonly internalDue: CivilDate;
  readonly legalDue: CivilDate;
  readonly extended: boolean;
  /** The day since which an answer of the person's is awaited: the dates move on when it comes. */
  readonly suspendedSince?: CivilDate;
  readonly because: readonly Because[];
}

interface Counted {
  readonly internalDue: CivilDate;
  readonly counted: readonly Suspension[];
}

/**
 * By when a request must be answered, counted by Reg. 1182/71: the same date of a later month as the day of receipt,
 * or the last day of that month (Art. 3(2)(c)), moved by suspensions, then rolled to a working day (Art. 3(4)).
 *
 * Throws `RangeError` for a date that does not exist, a suspension that is none, or a notice from before the request.
 */
export function requestDeadline(policy: Policy, request: RequestClock): RequestDeadline {
  const rule = elementOf(policy, 'deadline.answer') as DeadlineRule;
  const { receivedOn, suspensions = [] } = request;
  dayNumberOf(receivedOn);
  checkSuspensions(suspensions, receivedOn);
  const month = counting(receivedOn, rule.period, suspensions);
  const refused = refusedExtension(rule, request, month.internalDue);
  const extended = request.extension !== undefined && refused === undefined;
  const due = extended ? counting(receivedOn, rule.extendedPeriod ?? rule.period, suspensions) : month;
  const open = due.counted.find(({ to }) => to === undefined);
  const last = lastDayOf(receivedOn, due.internalDue);
  const reasons = [
    because(rule, extended ? 'extended' : 'period-from-receipt', undefined, rule.reference),
    ...(refused === undefined ? [] : [because(rule, refused, undefined, 'GDPR Art. 12(3)')]),
    ...due.counted.map((each) =>
      because(rule, each.to === undefined ? 'suspension-open' : 'suspended', spanOf(each), 'GDPR Art. 12(6)'),
    ),
    ...suspensions
      .filter((each) => !due.counted.includes(each))
      .map((each) => because(rule, 'suspension-after-the-time-limit', spanOf(each))),
    ...(last.rolled === undefined
      ? []
      : [because(rule, last.rolled.reason, undefined, last.rolled.provision)]),
  ];
  return {
    internalDue: due.internalDue,
    legalDue: last.on,
    extended,
    ...(open !== undefined && { suspendedSince: open.from }),
    because: reasons,
  };
}

function counting(receivedOn: CivilDate, period: string, suspensions: readonly Suspension[]): Counted {
  const { due, counted } = movedBySuspensions(
    addPeriod(receivedOn, period),
    suspensions,
    (due) => lastDayOf(receivedOn, due).on,
  );
  return { internalDue: due, counted };
}

/** Art. 12(3): only if the person is told within one month of receipt, with the reasons. */
function refusedExtension(
  rule: DeadlineRule,
  { receivedOn, extension }: RequestClock,
  firstDue: CivilDate,
): string | undefined {
  if (extension === undefined) return undefined;
  const { noticeSentOn, reasons = '' } = extension;
  if (noticeSentOn !== undefined && dayNumberOf(noticeSentOn) < dayNumberOf(receivedOn))
    throw new RangeError(`the notice of ${noticeSentOn} is older than the request of ${receivedOn}`);
  if (rule.extendedPeriod === undefined) return 'extension-not-provided-for';
  if (noticeSentOn === undefined) return 'extension-not-told';
  if (reasons.trim() === '') return 'extension-without-reasons';
  return noticeSentOn > firstDue ? 'extension-told-too-late' : undefined;
}
