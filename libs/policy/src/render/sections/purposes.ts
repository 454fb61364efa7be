import type { Element, Purpose } from '../../model/elements.js';
import { fill } from '../fill.js';
import type { Entry, Fact, Section } from '../page.js';
import type { Words } from '../words.js';
import { entry, section } from './section.js';

/** Art. 13(1)(c)–(d): every purpose below the basis it rests on, with the interest named. */
export function purposesSection(words: Words): Section {
  const { policy } = words;
  return section(
    words,
    'why',
    policy.bases.map((basis) => basisEntry(words, basis)),
  );
}

function basisEntry(words: Words, basis: Element): Entry {
  const { name, says } = words.say.bases[basis.name as Purpose['basis']];
  const resting = words.policy.purposes.filter((purpose) => purpose.basis === basis.name);
  return {
    id: basis.id,
    title: name,
    says: [says],
    facts: words.lawFact(basis),
    entries: resting.map((purpose) => purposeEntry(words, purpose)),
  };
}

function purposeEntry(words: Words, purpose: Purpose): Entry {
  const { interest } = words.text(purpose);
  return entry(words, purpose, [...words.fact('interest', interest), ...purposeFacts(words, purpose)]);
}

function purposeFacts(words: Words, purpose: Purpose): Fact[] {
  const { say } = words;
  const { balancingTest, objection, stoppedBy } = purpose;
  return [
    ...words.fact('categories', words.links('category', purpose.categories)),
    ...words.fact('channels', words.links('channel', purpose.channels)),
    ...words.fact('retention', words.links('retention', purpose.retention)),
    ...words.fact(
      'balancing',
      balancingTest &&
        fill(say.balancing, { reference: balancingTest.reference, date: words.date(balancingTest.on) }),
    ),
    ...words.fact('objection', objection && say.objections[objection]),
    ...words.fact(
      'stoppedBy',
      stoppedBy?.map((scope) => say.scopes[scope]),
    ),
  ];
}
