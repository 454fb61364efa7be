import type { Element, Hold, RetentionRule } from '../../model/elements.js';
import { fill } from '../fill.js';
import type { Entry, Section } from '../page.js';
import type { Words } from '../words.js';
import { described, entry, section } from './section.js';

/** Art. 13(2)(a): every rule that ends the keeping. */
export function retentionSection(words: Words): Section {
  const { policy, say } = words;
  const { relationship, review } = policy;
  const reopened = relationship.reopenedBy?.map((event) => wordFor(words, relationship, 'reopenedBy', event));
  return section(words, 'retention', [
    ...policy.retention.map((rule) => ruleEntry(words, rule)),
    {
      id: relationship.id,
      title: say.names.relationship,
      says: [fill(say.relationshipEnd, { period: words.period(relationship.inactivityPeriod) })],
      facts: words.fact('reopened', reopened),
    },
    {
      id: review.id,
      title: say.names.review,
      says: [
        fill(say.reviewed, { period: words.period(review.period) }),
        fill(say.stale, { period: words.period(review.staleAfter) }),
      ],
      facts: words.lawFact(review),
    },
  ]);
}

/** Art. 17(3): what stands against erasure, with its provision. */
export function holdsSection(words: Words): Section {
  const { policy, say } = words;
  const { financialYear } = policy;
  return section(words, 'holds', [
    ...policy.holds.map((hold) => holdEntry(words, hold)),
    {
      id: financialYear.id,
      title: say.names.financialYear,
      says: [fill(say.financialYearEnd, { date: words.dayOfYear(financialYear.endsOn) })],
      facts: words.lawFact(financialYear),
    },
  ]);
}

export const partsSection = (words: Words): Section => ({
  ...section(words, 'parts', described(words, words.policy.fieldClasses)),
  brief: true,
});

function ruleEntry(words: Words, rule: RetentionRule): Entry {
  const { say } = words;
  return entry(words, rule, [
    ...words.fact('period', keptFor(words, rule)),
    ...words.fact(
      'sooner',
      rule.endedBy?.map((end) => say.endedBy[end]),
    ),
    ...words.fact('checked', rule.reviewEvery && words.period(rule.reviewEvery)),
    ...words.fact('subjects', words.links('kind', rule.subjectKinds)),
    ...words.fact('covers', words.links('field-class', rule.fieldClasses)),
  ]);
}

function holdEntry(words: Words, hold: Hold): Entry {
  const { say } = words;
  return entry(words, hold, [
    ...words.fact('period', keptFor(words, hold)),
    ...words.fact(
      'covers',
      hold.fieldClasses === undefined ? say.allRecords : words.links('field-class', hold.fieldClasses),
    ),
    ...words.fact('records', [
      ...(hold.kinds ?? []).map((kind) => wordFor(words, hold, 'kinds', kind)),
      hold.vat && say.vat[hold.vat],
    ]),
    ...words.fact('law', words.law(hold.provision)),
  ]);
}

/** A policy may name any kind; people read only those the notice has a word for in their language. */
function wordFor({ say, lang }: Words, { id }: Element, list: 'kinds' | 'reopenedBy', name: string): string {
  const word = say[list][name];
  if (word !== undefined) return word;
  const known = Object.keys(say[list]).join(', ');
  throw new RangeError(
    `${id}: ${list}: there is no word for ${name} in ${lang}; there are words for ${known}`,
  );
}

/** "10 years after the customer relationship ends", "erased as soon as …", "until …". */
export function keptFor(
  words: Words,
  { anchor, period }: Pick<Hold | RetentionRule, 'anchor' | 'period'>,
): string {
  const { say } = words;
  const { after, when } = say.anchors[anchor];
  if (period === undefined) return fill(say.until, { when });
  return /[1-9]/.test(period) ? `${words.period(period)} ${after}` : fill(say.atOnce, { when });
}
