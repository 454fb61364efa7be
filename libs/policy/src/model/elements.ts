/** `YYYY-MM-DD`, a date of the calendar in Europe/Helsinki. Compares as a string. */
export type CivilDate = string;

/** One thing the policy declares. `id` is `<kind>.<name>`; questions and references use the name, answers the id. */
export interface Element {
  readonly id: string;
  readonly name: string;
  readonly statements: readonly string[];
  readonly reference?: string;
  readonly note?: string;
}

export interface Described extends Element {
  readonly what: string;
}

export interface Controller extends Element {
  readonly organisation: string;
  readonly street: string;
  readonly city: string;
  readonly country: string;
}

export interface Audience extends Element {
  readonly who: string;
}

export interface SubjectKind extends Element {
  readonly electronicMarketing: 'opt-in' | 'opt-out';
}

export interface Source extends Described {
  readonly noticeWithin?: string;
  /** Art. 14(2)(f): the sources by name. */
  readonly names?: readonly string[];
}

export interface Category extends Element {
  readonly fields: readonly string[];
  readonly nature: 'provided' | 'observed' | 'inferred';
  /** Art. 13(2)(e): whether the person must give it. */
  readonly obligation?: 'statutory' | 'contractual' | 'voluntary';
  readonly sources: readonly string[];
}

/** A part of a record that can be erased while the rest stays. */
export interface FieldClass extends Described {
  readonly category: string;
}

export interface Channel extends Element {
  readonly electronic: boolean;
}

export type BasisKind = 'contract' | 'legitimate-interest' | 'consent' | 'legal-obligation';
export type ScopeKind = 'all-marketing' | 'channel' | 'topic' | 'research' | 'profiling' | 'disclosure';
export type Need = 'channel' | 'topic' | 'recipient' | 'ground';

export interface Purpose extends Element {
  readonly basis: BasisKind;
  readonly interest?: string;
  /** Art. 6(1)(f): where the interest was weighed against the person's, and when. */
  readonly balancingTest?: { readonly reference: string; readonly on: CivilDate };
  /** Art. 21: `absolute` ends the processing at once, `until-decided` holds it until a person has weighed the reasons. */
  readonly objection?: 'absolute' | 'until-decided';
  readonly objectionAlsoStops?: readonly string[];
  /** The kinds of prohibition that hit this purpose. */
  readonly stoppedBy?: readonly ScopeKind[];
  /** Act 917/2014 §§200–202 apply when the channel is electronic. */
  readonly electronicMarketing?: boolean;
  /** What a question must name before it can be allowed. */
  readonly needs?: readonly Need[];
  /** The ground of Art. 18(2) on which the purpose goes on under a restriction. */
  readonly whileRestricted?:
    | 'storage'
    | 'consented-use'
    | 'legal-claims'
    | 'others-rights'
    | 'public-interest';
  readonly categories: readonly string[];
  readonly channels?: readonly string[];
  readonly retention: readonly string[];
}

export interface Contract {
  readonly reference: string;
  readonly validFrom: CivilDate;
  /** Last day in force. */
  readonly validTo?: CivilDate;
}

export interface Transfer {
  readonly mechanism: string;
  readonly certifiedFrom?: CivilDate;
  readonly certifiedTo?: CivilDate;
  readonly assessment?: string;
}

export interface Recipient extends Element {
  readonly role: 'processor' | 'controller';
  readonly country: string;
  readonly contract?: Contract;
  readonly transfer?: Transfer;
  readonly purposes: readonly string[];
  readonly categories: readonly string[];
}

export interface CountryList extends Element {
  readonly countries: readonly string[];
}

/** A ground for transfers outside the EEA; without `countries` it serves every country. */
export interface Mechanism extends Element {
  readonly countries?: readonly string[];
  readonly validFrom: CivilDate;
  readonly validTo?: CivilDate;
  readonly needs?: 'certification' | 'assessment';
}

export interface RelationshipRule extends Element {
  readonly inactivityPeriod: string;
  readonly reopenedBy?: readonly string[];
}

export type RetentionAnchor =
  | 'relationship-end'
  | 'role-end'
  | 'last-contact'
  | 'record'
  | 'consent-end'
  | 'prohibition-end'
  | 'calendar-year-of-financial-year-end'
  | 'financial-year-end'
  | 'transaction-year-end';

export interface RetentionRule extends Element {
  readonly fieldClasses: readonly string[];
  readonly subjectKinds?: readonly string[];
  readonly anchor: RetentionAnchor;
  readonly period: string;
  readonly endedBy?: readonly ('marketing-prohibition' | 'objection')[];
  /** Type of the event that tells of the anchor's day. */
  readonly anchoredBy?: string;
  /** How often a person checks that the anchor has not passed unseen. */
  readonly reviewEvery?: string;
}

export type HoldAnchor =
  | 'calendar-year-of-financial-year-end'
  | 'financial-year-end'
  | 'transaction-year-end'
  | 'record'
  | 'choice-end'
  | 'claim-end'
  | 'prohibition-end'
  | 'release';

/** A duty or need to keep that a retention rule does not know; only one with `outranksErasure` stands against Art. 17. */
export interface Hold extends Element {
  readonly fieldClasses?: readonly string[];
  readonly kinds?: readonly string[];
  readonly vat?: 'domestic' | 'oss';
  readonly anchor: HoldAnchor;
  readonly period?: string;
  readonly outranksErasure?: string;
  readonly provision: string;
}

export interface FinancialYear extends Element {
  /** `MM-DD` */
  readonly endsOn: string;
}

export interface Review extends Element {
  readonly period: string;
  readonly staleAfter: string;
}

export interface DeadlineRule extends Element {
  readonly period: string;
  /** Counted from receipt, as `period` is. */
  readonly extendedPeriod?: string;
}

/** A right and when it is refused; a limit without a provision is only claimed. */
export interface Right extends Element {
  readonly limits?: readonly { readonly what: string; readonly provision?: string }[];
  /** Right to withdraw: what goes on after it. */
  readonly afterwards?: 'law-only' | 'other-bases-go-on';
  /** How the notice brings it up: Art. 21(4) wants the objection apart from the rest; `unmentioned` is not at all. */
  readonly presented?: 'separately' | 'among-others' | 'unmentioned';
}

export interface CookieCategory extends Described {
  readonly beforeChoice: boolean;
  readonly consentBy?: 'choice' | 'browser-settings';
  /** How long the longest of them stays on the device. */
  readonly lasts?: string;
  /** Who else can read them; empty for nobody. */
  readonly thirdParties?: readonly string[];
}

export interface Topic extends Described {
  readonly purpose: string;
  readonly rhythm: {
    readonly atMost: number;
    readonly per: 'calendar-week' | 'calendar-month' | 'calendar-year';
  };
  readonly subscription?: {
    readonly confirmedBy: 'mailbox' | 'form';
    readonly asked: 'with-consent-text' | 'address-only';
  };
}

export interface ContactPoint extends Described {
  readonly kind: 'post' | 'email' | 'phone' | 'web' | 'data-protection';
}

export const languages = ['fi', 'sv', 'en'] as const;
export type Language = (typeof languages)[number];

/** What the notice is as a document, and what it says of itself. */
export interface Notice extends Element {
  readonly languages: readonly Language[];
  /** `by-use` is what the notice claims; it is consent in no case. */
  readonly acceptance: 'by-use' | 'none';
  readonly disclosure: 'nobody' | 'declared-recipients';
  readonly dated: boolean;
  readonly changeLog: boolean;
  /** The active steps that bring it to people (KHO:2023:81). */
  readonly deliveredBy?: readonly string[];
}

/** Art. 13(2)(d): where to complain. */
export interface Authority extends Element {
  readonly organisation: string;
  readonly address: string;
  readonly email: string;
  readonly web: string;
}

/** Art. 13(2)(f), 22. */
export interface AutomatedDecisions extends Element {
  readonly made: boolean;
  readonly logic?: string;
}

/** Records kept to show that the rest is done: ledger, audit, hashes of prohibitions. */
export interface ComplianceRecords extends Described {
  /** How long each is kept, from the day it was made; what a retention rule or hold keeps has none here. */
  readonly period?: string;
  readonly fieldClasses?: readonly string[];
}

/** Why an answer is what it is: the element that determined it, its statements, and the fact it rests on. */
export interface Because {
  readonly element: string;
  readonly statements: readonly string[];
  /** A machine code in kebab-case. */
  readonly reason: string;
  /** Id of the fact: an order, a consent, a prohibition … */
  readonly fact?: string;
  readonly provision?: string;
}
