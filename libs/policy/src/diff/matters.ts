import { isLonger } from '../calendar/add-period.js';
import type { Matter, PolicyChange } from './policy-change.js';

type Difference = Pick<PolicyChange, 'kind' | 'field' | 'before' | 'after'>;

type Fields = ReadonlySet<string | undefined>;

/** Fields that say how a thing is put or traced, never what is done. */
const worded: Fields = new Set(['what', 'who', 'note', 'reference', 'interest', 'statements']);

/** Of a contact point `what` is the address itself. */
const isAddress = (section: string, { field }: Difference): boolean =>
  section === 'contactPoints' && field === 'what';

/** Fields that tell more of the same processing. */
const told: Fields = new Set([
  'obligation',
  'names',
  'balancingTest.reference',
  'balancingTest.on',
  'contract.reference',
]);

const sections: Readonly<Record<string, Matter>> = {
  recipients: 'disclosure',
  mechanisms: 'disclosure',
  eea: 'disclosure',
  purposes: 'processing',
  categories: 'processing',
  fieldClasses: 'processing',
  bases: 'processing',
  channels: 'processing',
  sources: 'processing',
  marketing: 'processing',
  subjectKinds: 'processing',
  conduct: 'processing',
  roles: 'processing',
  topics: 'processing',
  maxStaleness: 'processing',
  automatedDecisions: 'processing',
  rights: 'rights',
  deadlines: 'rights',
};

/** Sections whose rules keep: more of them, or more in them, keeps longer. */
const keeping = new Set(['retention', 'holds', 'relationship', 'financialYear']);
const periods: Fields = new Set(['period', 'inactivityPeriod']);
/** Lists of what a rule covers; a list of what ends it works the other way round. */
const covering: Fields = new Set(['fieldClasses', 'kinds', 'subjectKinds', 'reopenedBy']);
const ending: Fields = new Set(['endedBy']);

export function mattersOf(section: string, difference: Difference): readonly Matter[] {
  if (worded.has(difference.field) && !isAddress(section, difference)) return ['wording'];
  if (keeping.has(section)) return [keptHow(difference)];
  if (difference.field === 'retention') return ['kept-otherwise'];
  if (told.has(difference.field) || isOfNoDecision(section, difference)) return ['information'];
  return [sections[section] ?? 'information'];
}

/** That machines decide nothing alone is said, or said no more. */
const isOfNoDecision = (section: string, { kind, before, after }: Difference): boolean =>
  section === 'automatedDecisions' &&
  kind !== 'changed' &&
  !((after ?? before) as { readonly made: boolean }).made;

function keptHow({ kind, field, before, after }: Difference): Matter {
  if (kind !== 'changed') return kind === 'added' ? 'kept-longer' : 'kept-shorter';
  if (periods.has(field)) return byPeriods(before, after);
  if (covering.has(field)) return byLists(before, after);
  if (ending.has(field)) return byLists(after ?? [], before ?? []);
  return 'kept-otherwise';
}

/** What is kept for no period is kept no longer than the day. The same length can be put in two ways. */
function byPeriods(before: unknown, after: unknown): Matter {
  const [then, now] = [before ?? 'P0D', after ?? 'P0D'] as [string, string];
  if (isLonger(now, then)) return 'kept-longer';
  return isLonger(then, now) ? 'kept-shorter' : 'wording';
}

/** A list that is left out covers everything. */
function byLists(before: unknown, after: unknown): Matter {
  const [then, now] = [before, after] as (readonly string[] | undefined)[];
  if (then === undefined) return 'kept-shorter';
  if (now === undefined) return 'kept-longer';
  const more = now.some((one) => !then.includes(one));
  const less = then.some((one) => !now.includes(one));
  if (more && less) return 'kept-otherwise';
  return more ? 'kept-longer' : 'kept-shorter';
}
