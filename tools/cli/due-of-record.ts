import {
  type Activity,
  type CivilDate,
  type ClockContext,
  clocksOf,
  type FieldClock,
  type Policy,
  recordKinds,
  relationshipOf,
  type RetainedRecord,
} from '#policy';
import { date, listOf, names, shape, text } from './json-input.js';
import { UsageError } from './surroundings.js';

const whats = [
  'activity',
  'relationship-ended',
  'role-ended',
  'last-contact',
  'consent-ended',
  'consent-given',
  'marketing-prohibited',
  'prohibition-lifted',
  'objected',
  'restricted',
  'restriction-lifted',
] as const;
type What = (typeof whats)[number];

export interface RecordWithEvents {
  readonly record: Omit<RetainedRecord, 'category'>;
  readonly subjectKind?: string;
  readonly events?: readonly { readonly what: What; readonly on: CivilDate }[];
  readonly holds?: ClockContext['holds'];
}

export interface FieldDue extends FieldClock {
  readonly goesToday: boolean;
}

/** The clocks of a record, from what has happened up to today; what is yet to come may not. */
export function dueOfRecord(policy: Policy, told: RecordWithEvents, today: CivilDate): FieldDue[] {
  const input = { ...told, events: (told.events ?? []).filter(({ on }) => on <= today) };
  const known = policy.fieldClasses.map(({ name }) => name);
  const unknown = input.record.fieldClasses.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`record.fieldClasses: ${unknown} is none of the policy's: ${known.join(', ')}`);
  const relationship = relationshipOf(policy, activityOf(input), today);
  const clocks = clocksOf(policy, { ...input.record, category: '' }, relationship, contextOf(input));
  return clocks.map((clock) => ({ ...clock, goesToday: clock.dueOn !== null && clock.dueOn <= today }));
}

function activityOf(input: RecordWithEvents): Activity {
  const [firstOn, lastActivityOn] = [first(input, 'activity'), last(input, 'activity')];
  const endedOn = last(input, 'relationship-ended');
  return {
    ...(firstOn !== undefined && { firstOn }),
    ...(lastActivityOn !== undefined && { lastActivityOn }),
    ...(endedOn !== undefined && { endedOn }),
  };
}

function contextOf(input: RecordWithEvents): ClockContext {
  const dated = {
    roleEndedOn: last(input, 'role-ended'),
    lastContactOn: last(input, 'last-contact'),
    consentEndedOn: consentEndOf(input),
    ...prohibitionOf(input),
    objectedOn: first(input, 'objected'),
    subjectKind: input.subjectKind,
    holds: input.holds,
  };
  const known = Object.fromEntries(Object.entries(dated).filter(([, value]) => value !== undefined));
  return isRestricted(input) ? { ...known, restricted: true } : known;
}

/** Given again after its end it has none; of both on one day the stricter stands, as for a restriction and its lifting. */
function consentEndOf(input: RecordWithEvents): CivilDate | undefined {
  const [ended, given] = [last(input, 'consent-ended'), last(input, 'consent-given')];
  return ended !== undefined && given !== undefined && given > ended ? undefined : ended;
}

function isRestricted(input: RecordWithEvents): boolean {
  const [since, liftedOn] = [last(input, 'restricted'), last(input, 'restriction-lifted')];
  return since !== undefined && (liftedOn === undefined || since >= liftedOn);
}

/** A prohibition stands from its first day until it is lifted; after that a new one stands as if there had been none. */
function prohibitionOf(
  input: RecordWithEvents,
): Pick<ClockContext, 'prohibitedMarketingOn' | 'prohibitionLiftedOn'> {
  const liftedOn = last(input, 'prohibition-lifted');
  const again = datesOf(input, 'marketing-prohibited').find((on) => liftedOn === undefined || on >= liftedOn);
  return again === undefined ? { prohibitionLiftedOn: liftedOn } : { prohibitedMarketingOn: again };
}

function datesOf({ events = [] }: RecordWithEvents, what: What): CivilDate[] {
  return events.flatMap((event) => (event.what === what ? [event.on] : [])).sort((a, b) => (a < b ? -1 : 1));
}

function first(input: RecordWithEvents, what: What): CivilDate | undefined {
  return datesOf(input, what)[0];
}

function last(input: RecordWithEvents, what: What): CivilDate | undefined {
  return datesOf(input, what).at(-1);
}

export const recordShape = [
  { id: text, kind: { enum: recordKinds }, on: date, fieldClasses: names },
  {
    category: text,
    vat: { enum: ['domestic', 'oss'] },
    invoicedOn: date,
    claimOpen: shape({ claim: text, need: text }),
    contractOpen: shape({ order: text }),
  },
] as const;
export const holdsPlaced = listOf({ id: text, hold: text }, { fieldClasses: names, until: date });

/** What `seloste due` reads. */
export const recordInput: object = shape(
  { record: shape(...recordShape) },
  { subjectKind: text, events: listOf({ what: { enum: whats }, on: date }), holds: holdsPlaced },
);
