import type { Purpose, Right } from '../../model/elements.js';
import type { Policy } from '../../model/policy.js';
import { fill } from '../fill.js';
import type { Entry, Fact, Section } from '../page.js';
import type { Words } from '../words.js';
import { entry, section } from './section.js';

export const rightsInOrder = ({ rights }: Policy): readonly Right[] => [
  ...rights.filter(({ presented }) => presented === 'separately'),
  ...rights.filter(({ presented }) => presented !== 'separately'),
];

/** Art. 13(2)(b)–(c), 21(4): a right the policy brings up apart from the rest stands first. */
export function rightsSection(words: Words): Section {
  const { policy, say } = words;
  const deadlines = policy.deadlines.map(({ id, period, extendedPeriod, ...rest }): Entry => {
    const within = (template: string, length: string): string =>
      fill(template, { period: words.period(length) });
    return {
      id,
      title: say.names.deadline,
      says: [],
      facts: [
        ...words.fact('answer', within(say.answered, period)),
        ...words.fact('extended', extendedPeriod && within(say.extended, extendedPeriod)),
        ...words.lawFact({ id, ...rest }),
      ],
    };
  });
  return section(words, 'rights', [
    ...rightsInOrder(policy).map((right) => rightEntry(words, right)),
    ...deadlines,
  ]);
}

function rightEntry(words: Words, right: Right): Entry {
  const { say, policy } = words;
  const { limits: texts = [] } = words.text(right);
  const limits = (right.limits ?? []).map(
    ({ provision }, index) =>
      `${(texts[index] ?? '').replace(/\.$/, '')} (${provision === undefined ? say.limitWithout : words.law(provision)})`,
  );
  const contact = policy.contactPoints.map(({ id, kind, what }) =>
    words.link(id, `${say.contactKinds[kind]}: ${what}`),
  );
  return entry(words, right, [
    ...words.fact('how', [say.how, ...contact], true),
    ...concerned(words, right),
    ...words.fact('limits', limits, true),
    ...words.fact('afterwards', right.afterwards && say.afterwards[right.afterwards]),
  ]);
}

/** The uses of data a choice of the person hits: which they are follows from the purposes. */
const hits: Readonly<Record<string, (purpose: Purpose) => boolean>> = {
  object: ({ objection }) => objection === 'until-decided',
  prohibit: ({ objection, stoppedBy }) => objection === 'absolute' || stoppedBy !== undefined,
  withdraw: ({ basis }) => basis === 'consent',
};

function concerned(words: Words, { name }: Right): Fact[] {
  const isHit = hits[name];
  if (isHit === undefined) return [];
  const purposes = words.policy.purposes.filter(isHit).map((purpose) => purpose.name);
  return words.fact('concerns', words.links('purpose', purposes));
}
