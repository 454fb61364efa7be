import {
  type Activity,
  type CivilDate,
  type ClockContext,
  clocksOf,
  type FieldClock,
  type Policy,
  type RecordKind,
  relationshipOf,
  type RetainedRecord,
} from '#policy';
import { UsageError } from './surroundings.js';

type What =
  | 'activity'
  | 'relationship-ended'
  | 'role-ended'
  | 'last-contact'
  | 'consent-ended'
  | 'marketing-prohibited'
  | 'prohibition-lifted'
  | 'objected'
  | 'restricted';

export interface RecordWithEvents {
  readonly record: Omit<RetainedRecord, 'category'>;
  readonly subjectKind?: string;
  readonly events?: readonly { readonly what: What; readonly on: CivilDate }[];
  readonly holds?: ClockContext['holds'];
}

export interface FieldDue extends FieldClock {
  readonly goesToday: boolean;
}

/** The clocks of a record, from what has happened up to today. */
export function dueOfRecord(policy: Policy, input: RecordWithEvents, today: CivilDate): FieldDue[] {
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
    consentEndedOn: last(input, 'consent-ended'),
    prohibitedMarketingOn: first(input, 'marketing-prohibited'),
    prohibitionLiftedOn: last(input, 'prohibition-lifted'),
    objectedOn: first(input, 'objected'),
    subjectKind: input.subjectKind,
    holds: input.holds,
  };
  const known = Object.fromEntries(Object.entries(dated).filter(([, value]) => value !== undefined));
  return first(input, 'restricted') === undefined ? known : { ...known, restricted: true };
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

const text = { type: 'string', minLength: 1 };
const date = { type: 'string', format: 'civil-date' };
const names = { type: 'array', items: text };
const whats: readonly What[] = [
  'activity',
  'relationship-ended',
  'role-ended',
  'last-contact',
  'consent-ended',
  'marketing-prohibited',
  'prohibition-lifted',
  'objected',
  'restricted',
];

const kinds: readonly RecordKind[] = [
  'customer',
  'order',
  'invoice',
  'credit-note',
  'payment',
  'refund',
  'warranty',
  'claim',
  'account',
  'request',
  'ledger',
  'feedback',
  'contact-log',
  'usage',
  'survey',
  'consent',
  'prohibition',
  'newsletter',
  'marketing',
  'inference',
];

function shape(required: readonly string[], properties: Record<string, object>): object {
  return { type: 'object', required, properties, additionalProperties: false };
}

/** What `seloste due` reads. */
export const recordInput: object = shape(['record'], {
  record: shape(['id', 'kind', 'on', 'fieldClasses'], {
    id: text,
    kind: { enum: kinds },
    on: date,
    fieldClasses: names,
    vat: { enum: ['domestic', 'oss'] },
    invoicedOn: date,
    claimOpen: shape(['claim', 'need'], { claim: text, need: text }),
    contractOpen: shape(['order'], { order: text }),
  }),
  subjectKind: text,
  events: { type: 'array', items: shape(['what', 'on'], { what: { enum: whats }, on: date }) },
  holds: {
    type: 'array',
    items: shape(['id', 'hold'], { id: text, hold: text, fieldClasses: names, until: date }),
  },
});
