import type { Mechanism } from '../../model/elements.js';
import type { LawfulMechanism } from '../../law/law.js';
import { decisionsNamedIn, lawfulMechanism, loosened } from '../../law/lawful-mechanism.js';
import { type LintRule, hitIf, listed } from '../rule.js';

/** Art. 45–49: a mechanism is what its decision is, whatever the policy calls it, and goes as far as the law lets it. */
export const mechanismRules: readonly LintRule[] = [
  {
    id: 'transfer.decision-unknown',
    severity: 'error',
    article: 'GDPR Art. 13(1)(f), 45–47, 49',
    finds: 'A mechanism names no decision that the law knows, nor an article that needs none.',
    find: ({ policy, law }) =>
      policy.mechanisms.flatMap((mechanism) =>
        hitIf(lawfulMechanism(law, mechanism) === undefined, () => ({
          element: mechanism,
          key: 'reference',
          why: `${mechanism.name} rests on "${mechanism.reference}", which ${whatIsWrong(mechanism)}.`,
          mend: 'Give in reference the number of the decision, such as "Decision (EU) 2021/914", or the article of binding corporate rules, a code, a certification or a derogation. A new decision is a new line of law.json.',
        })),
      ),
  },
  {
    id: 'transfer.dates-against-law',
    severity: 'error',
    article: 'GDPR Art. 44–46',
    finds: 'The policy gives a mechanism wider dates, countries or conditions than the law does.',
    find: ({ policy, law }) =>
      policy.mechanisms.flatMap((mechanism) => {
        const lawful = lawfulMechanism(law, mechanism);
        if (lawful === undefined) return [];
        const [first] = loosened(mechanism, lawful).map((key) => (key in mechanism ? key : 'reference'));
        return hitIf(first !== undefined, () => ({
          element: mechanism,
          key: first,
          why: `${mechanism.name} is declared ${termsOf(mechanism)}; by law ${lawful.what} is ${termsOf(lawful)} (${lawful.reference}).`,
          mend: 'Write the dates, countries and conditions of the law.',
        }));
      }),
  },
  {
    id: 'transfer.eea-against-law',
    severity: 'error',
    article: 'GDPR Art. 44, 45',
    finds: 'A country counts as within the EEA, and is not in it on the date.',
    find: ({ policy, law }) => {
      const members = new Set(law.eea.flatMap(({ countries }) => countries));
      const others = policy.eea.countries.filter((country) => !members.has(country));
      return hitIf(others.length > 0, () => ({
        element: policy.eea,
        key: 'countries',
        why: `Data goes to ${listed(others)} as if within the EEA, without any mechanism.`,
        mend: 'Take the countries out, and declare by which mechanism data may go there.',
      }));
    },
  },
];

function whatIsWrong({ reference = '' }: Mechanism): string {
  const numbers = decisionsNamedIn(reference);
  return numbers.length === 0
    ? 'names no decision: an adequacy decision and standard clauses are known by their number'
    : `names ${listed(numbers)}, and no such decision on transfers is known`;
}

function termsOf({ validFrom, validTo, countries, needs }: Mechanism | LawfulMechanism): string {
  const where = countries === undefined ? 'for every country' : `for ${listed(countries)}`;
  return `valid ${validFrom}–${validTo ?? ''} ${where} and needs ${needs ?? 'nothing more'}`;
}
