import { isLonger } from '../../calendar/add-period.js';
import { type LintRule, hitIf, listed, provisionsOf, rests } from '../rule.js';

/** The rights of people, their limits, and the time they are answered in. */
export const rightsRules: readonly LintRule[] = [
  {
    id: 'rights.untold',
    severity: 'error',
    article: 'GDPR Art. 13(2)(b)–(c)',
    finds: 'A right that the notice must tell of is missing.',
    find: ({ policy, law }) =>
      law.rights
        .filter(
          ({ whereBasis }) =>
            whereBasis === undefined || policy.purposes.some(({ basis }) => whereBasis.includes(basis)),
        )
        .flatMap(({ element: id, article, what }) => {
          const right = policy.rights.find((each) => each.id === id);
          return hitIf(right === undefined || right.presented === 'unmentioned', () => ({
            element: right ?? policy.notice,
            ...(right === undefined ? {} : { key: 'presented' }),
            article,
            why: `The notice does not tell of the right to ${what}.`,
            mend: `Tell of ${what}, when it applies and how to use it (${id}).`,
          }));
        }),
  },
  {
    id: 'rights.limit-without-ground',
    severity: 'error',
    article: 'GDPR Art. 17(3)',
    finds: 'Erasure is refused on a ground the law does not know.',
    find: ({ policy, law: { erasureGrounds } }) =>
      policy.rights
        .filter(({ id }) => id === 'right.erase')
        .flatMap((right) =>
          (right.limits ?? [])
            .filter(({ provision }) => !rests(erasureGrounds, provision))
            .map(({ what }) => ({
              element: right,
              key: 'limits',
              why: `"${what}" is given as a reason to refuse erasure. Only the grounds of Art. 17(3) are; a purpose the company has described itself is none.`,
              mend: `Strike the sentence, or give the clause of Art. 17(3) it rests on: ${provisionsOf(erasureGrounds)}.`,
            })),
        ),
  },
  {
    id: 'rights.withdrawal-over-promise',
    severity: 'conflict',
    article: 'GDPR Art. 7(3)',
    finds:
      'After a withdrawal only the law is said to go on, while other purposes rest on contract or interest.',
    find: ({ policy }) => {
      const right = policy.rights.find(({ id }) => id === 'right.withdraw');
      const going = policy.purposes.filter(
        ({ basis }) => basis === 'contract' || basis === 'legitimate-interest',
      );
      return right === undefined
        ? []
        : hitIf(right.afterwards === 'law-only' && going.length > 0, () => ({
            element: right,
            key: 'afterwards',
            concerns: going,
            why: `The notice promises that after a withdrawal data is processed only as the law requires. Taken at its word this stops ${going.length} purposes that rest on contract or legitimate interest (${listed(going.map(({ name }) => name))}).`,
            mend: 'Choose: set afterwards to other-bases-go-on and say that a withdrawal ends what rested on that consent, or keep the promise and stop the rest.',
          }));
    },
  },
  {
    id: 'rights.answered-late',
    severity: 'error',
    article: 'GDPR Art. 12(3)',
    finds: 'A time limit for answering is longer than the law allows.',
    find: ({ policy, law: { answerWithin } }) =>
      answerWithin.flatMap(({ period, extendedPeriod, reference }) =>
        policy.deadlines.flatMap((rule) =>
          hitIf(
            isLonger(rule.period, period) ||
              (rule.extendedPeriod !== undefined && isLonger(rule.extendedPeriod, extendedPeriod)),
            () => ({
              element: rule,
              key: isLonger(rule.period, period) ? 'period' : 'extendedPeriod',
              why: `Requests are answered within ${rule.period}, extended ${rule.extendedPeriod ?? 'never'}; the law allows ${period}, extended ${extendedPeriod} (${reference}).`,
              mend: `Set period to ${period} or less and extendedPeriod to ${extendedPeriod} or less.`,
            }),
          ),
        ),
      ),
  },
];
