import type { Matter } from '../diff/policy-change.js';
import type { BasisKind, HoldAnchor, Language, RetentionAnchor, ScopeKind } from '../model/elements.js';

interface Heading {
  readonly heading: string;
  readonly intro: string;
}

export type SectionName =
  | 'who'
  | 'why'
  | 'data'
  | 'sources'
  | 'recipients'
  | 'transfers'
  | 'retention'
  | 'holds'
  | 'parts'
  | 'rights'
  | 'marketing'
  | 'newsletter'
  | 'cookies'
  | 'automated'
  | 'conduct'
  | 'compliance'
  | 'complaint'
  | 'changes'
  | 'document';

export type LabelName =
  | 'role'
  | 'country'
  | 'contract'
  | 'purposes'
  | 'concerns'
  | 'basis'
  | 'interest'
  | 'balancing'
  | 'objection'
  | 'stoppedBy'
  | 'channels'
  | 'categories'
  | 'fields'
  | 'nature'
  | 'obligation'
  | 'from'
  | 'retention'
  | 'holds'
  | 'period'
  | 'sooner'
  | 'checked'
  | 'covers'
  | 'records'
  | 'subjects'
  | 'transfer'
  | 'validity'
  | 'certified'
  | 'assessed'
  | 'copy'
  | 'needs'
  | 'law'
  | 'limits'
  | 'how'
  | 'afterwards'
  | 'answer'
  | 'extended'
  | 'noticeWithin'
  | 'names'
  | 'electronic'
  | 'rhythm'
  | 'subscription'
  | 'beforeChoice'
  | 'choice'
  | 'lasts'
  | 'thirdParties'
  | 'erasure'
  | 'recipients'
  | 'security'
  | 'reopened'
  | 'countries'
  | 'email'
  | 'web'
  | 'languages';

/** [one, many]: `1 year`, `{n} years`. */
type Counted = readonly [one: string, many: string];

/** The sentences every notice shares, in one language. Placeholders stand in braces; no digit stands anywhere. */
export interface FrameworkTexts {
  readonly title: string;
  readonly recordTitle: string;
  readonly recordIntro: string;
  readonly skip: string;
  readonly contents: string;
  readonly inOtherLanguages: string;
  readonly validFrom: string;
  readonly standing: string;
  readonly readFull: string;
  readonly readShort: string;
  readonly yes: string;
  readonly no: string;
  readonly nobody: string;
  readonly notTold: string;
  readonly allRecords: string;
  readonly sections: Readonly<Record<SectionName, Heading>>;
  readonly labels: Readonly<Record<LabelName, string>>;
  readonly languages: Readonly<Record<Language, string>>;
  readonly months: readonly string[];
  readonly date: string;
  readonly since: string;
  readonly untilDay: string;
  readonly fromTo: string;
  readonly period: { readonly Y: Counted; readonly M: Counted; readonly W: Counted; readonly D: Counted };
  readonly bases: Readonly<Record<BasisKind, { readonly name: string; readonly says: string }>>;
  /** `after` follows a period, `when` follows "as soon as" and "until". */
  readonly anchors: Readonly<
    Record<RetentionAnchor | HoldAnchor, { readonly after: string; readonly when: string }>
  >;
  readonly atOnce: string;
  readonly until: string;
  readonly endedBy: Readonly<Record<'marketing-prohibition' | 'objection', string>>;
  readonly kinds: Readonly<Record<string, string>>;
  readonly vat: Readonly<Record<'domestic' | 'oss', string>>;
  readonly roles: Readonly<Record<'controller' | 'processor', string>>;
  readonly contract: string;
  readonly noContract: string;
  readonly obligations: Readonly<Record<'statutory' | 'contractual' | 'voluntary', string>>;
  readonly natures: Readonly<Record<'provided' | 'observed' | 'inferred', string>>;
  readonly objections: Readonly<Record<'absolute' | 'until-decided', string>>;
  readonly scopes: Readonly<Record<ScopeKind, string>>;
  readonly balancing: string;
  readonly transfer: {
    readonly within: string;
    readonly without: string;
    readonly on: string;
    readonly stopped: string;
    readonly anyCountry: string;
  };
  readonly needs: Readonly<Record<'certification' | 'assessment', string>>;
  readonly copy: string;
  readonly states: Readonly<Record<'notYet' | 'valid' | 'over', string>>;
  readonly electronic: Readonly<Record<'opt-in' | 'opt-out', string>>;
  readonly channel: Readonly<Record<'electronic' | 'other', string>>;
  readonly rhythm: Readonly<Record<'calendar-week' | 'calendar-month' | 'calendar-year', string>>;
  readonly confirmedBy: Readonly<Record<'mailbox' | 'form', string>>;
  readonly consentBy: Readonly<Record<'choice' | 'browser-settings', string>>;
  readonly afterwards: Readonly<Record<'law-only' | 'other-bases-go-on', string>>;
  readonly contactKinds: Readonly<Record<'post' | 'email' | 'phone' | 'web' | 'data-protection', string>>;
  readonly ownRoles: Readonly<Record<string, { readonly name: string; readonly says: string }>>;
  readonly names: Readonly<
    Record<'eea' | 'relationship' | 'financialYear' | 'review' | 'deadline' | 'notice', string>
  >;
  readonly relationshipEnd: string;
  readonly reopenedBy: Readonly<Record<string, string>>;
  readonly financialYearEnd: string;
  readonly reviewed: string;
  readonly stale: string;
  readonly answered: string;
  readonly extended: string;
  readonly eea: string;
  readonly how: string;
  readonly limitWithout: string;
  readonly acceptance: Readonly<Record<'by-use' | 'none', string>>;
  readonly disclosure: Readonly<Record<'nobody' | 'declared-recipients', string>>;
  readonly changeLog: Readonly<Record<'yes' | 'no', string>>;
  readonly automated: Readonly<Record<'yes' | 'no', string>>;
  readonly changes: Readonly<Record<'added' | 'removed' | 'changed', string>>;
  readonly matters: Readonly<Record<Exclude<Matter, 'wording'>, string>>;
  readonly beforeAndNow: string;
  readonly noChanges: string;
  readonly security: string;
  /** Law as the policy cites it → as readers of this language know it; longest first. */
  readonly law: readonly (readonly [cited: string, known: string])[];
}
