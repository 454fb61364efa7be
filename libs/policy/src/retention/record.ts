import type { Because, CivilDate } from '../model/elements.js';

export const recordKinds = [
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
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** What a holder has about a person, as the inventory knows it: no values, only kinds and dates. */
export interface RetainedRecord {
  readonly id: string;
  readonly kind: RecordKind;
  readonly category: string;
  /** The date of what the record tells of: ordered, invoiced, paid, asked … */
  readonly on: CivilDate;
  /** Names of field classes in the policy. */
  readonly fieldClasses: readonly string[];
  /** The VAT scheme of the sale; not known where left out, and then the longest that could apply keeps it. */
  readonly vat?: 'domestic' | 'oss';
  readonly invoicedOn?: CivilDate;
  /** An open warranty case, complaint or dispute, with its documented need. */
  readonly claimOpen?: { readonly claim: string; readonly need: string };
  /** The order is not yet carried out and paid, so the contract still needs the record. */
  readonly contractOpen?: { readonly order: string };
}

/** Something that keeps a record beyond its rules: a hold of the policy, put on by hand or by an open request. */
export interface PlacedHold {
  readonly id: string;
  /** Name of a hold in the policy. */
  readonly hold: string;
  /** All of the record's when left out. */
  readonly fieldClasses?: readonly string[];
  /** Last day it holds, when known. */
  readonly until?: CivilDate;
}

/** What has happened to the person that a clock starts from or stops at. */
export interface ClockContext {
  readonly subjectKind?: string;
  readonly prohibitedMarketingOn?: CivilDate;
  readonly objectedOn?: CivilDate;
  readonly roleEndedOn?: CivilDate;
  /** The last time the person was in touch; `on` of the record when left out. */
  readonly lastContactOn?: CivilDate;
  readonly consentEndedOn?: CivilDate;
  readonly prohibitionLiftedOn?: CivilDate;
  /** Art. 18: no clock erases while it lasts. */
  readonly restricted?: boolean;
  readonly holds?: readonly PlacedHold[];
}

/** `dueOn` is the first day on which the field has no basis left; `null` while no end can be foreseen. */
export interface FieldClock {
  readonly fieldClass: string;
  readonly dueOn: CivilDate | null;
  readonly lastDayKept: CivilDate | null;
  /** The longest basis that still covers the field, or what says that none does. */
  readonly basis: Because;
  readonly alsoHeldBy: readonly Because[];
}

/** The outcome of a person's erasure request for one field class; `until` is the last day it is kept, if known. */
export interface FieldVerdict {
  readonly fieldClass: string;
  readonly verdict: 'erase' | 'keep';
  readonly until?: CivilDate;
  readonly provision?: string;
  readonly because: Because;
}
