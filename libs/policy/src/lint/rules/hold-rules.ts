import type { Hold } from '../../model/elements.js';
import { type LintRule, hitIf, provisionsOf, rests } from '../rule.js';

/** A hold that lists no field class covers all of them. */
const covers = ({ fieldClasses }: Hold): boolean => fieldClasses?.length !== 0;

/** What is kept although nothing else needs it: only by a provision, to the day it names. */
export const holdRules: readonly LintRule[] = [
  {
    id: 'hold.without-provision',
    severity: 'error',
    article: 'GDPR Art. 6(1)(c), 6(3), 17(3)(b)',
    finds: 'A hold names no article or section of a law.',
    find: ({ policy }) =>
      policy.holds.flatMap((hold) =>
        hitIf(!/\d/.test(hold.provision), () => ({
          element: hold,
          key: 'provision',
          why: `${hold.name} keeps data by "${hold.provision}", which is no article or section anybody could read.`,
          mend: 'Give the act and its section, or let the hold go.',
        })),
      ),
  },
  {
    id: 'hold.no-erasure-ground',
    severity: 'error',
    article: 'GDPR Art. 17(3)',
    finds: 'A hold stands against erasure on a ground that Art. 17(3) does not know.',
    find: ({ policy, law: { erasureGrounds } }) =>
      policy.holds.flatMap((hold) =>
        hitIf(hold.outranksErasure !== undefined && !rests(erasureGrounds, hold.outranksErasure), () => ({
          element: hold,
          key: 'outranksErasure',
          why: `${hold.name} stands against erasure by "${hold.outranksErasure}". Only ${provisionsOf(erasureGrounds)} do.`,
          mend: 'Give the clause of Art. 17(3), or take outranksErasure out.',
        })),
      ),
  },
  {
    id: 'hold.ends-on-request',
    severity: 'error',
    article: 'GDPR Art. 6(1)(c), 17(3)(b); Accounting Act 1336/1997 ch. 2 §10',
    finds: 'A hold keeps what the law makes the company keep, and gives way to a request for erasure.',
    find: ({ policy, law: { keeping } }) =>
      policy.holds.flatMap((hold) => {
        const law = keeping.find(({ provision }) => hold.provision.includes(provision));
        return law === undefined || hold.outranksErasure !== undefined
          ? []
          : [
              {
                element: hold,
                key: 'provision',
                why: `${hold.name} has no outranksErasure, so that a request erases what ${law.reference} says is kept.`,
                mend: 'Set outranksErasure to GDPR Art. 17(3)(b).',
              },
            ];
      }),
  },
  {
    id: 'hold.against-law',
    severity: 'error',
    article: 'GDPR Art. 5(1)(e), 6(1)(c)',
    finds: 'A hold counts a period otherwise than the provision it names.',
    find: ({ policy, law: { keeping } }) =>
      policy.holds.flatMap((hold) => {
        const law = keeping.find(({ provision }) => hold.provision.includes(provision));
        return law === undefined
          ? []
          : hitIf(law.anchor !== hold.anchor || law.period !== hold.period, () => ({
              element: hold,
              key: law.anchor === hold.anchor ? 'period' : 'anchor',
              why: `${hold.name} keeps ${hold.period ?? 'without a period'} from ${hold.anchor}; ${law.reference} says ${law.period} from ${law.anchor}.`,
              mend: `Set anchor to ${law.anchor} and period to ${law.period}.`,
            }));
      }),
  },
  {
    id: 'hold.missing',
    severity: 'error',
    article: 'GDPR Art. 6(1)(c); Accounting Act 1336/1997 ch. 2 §10',
    finds: 'No hold keeps what the law makes every company of the country keep.',
    find: ({ policy, law: { keeping } }) =>
      keeping
        .filter(({ requiredIn }) => requiredIn?.includes(policy.controller.country))
        .flatMap(({ provision, reference, period, anchor }) => {
          const holds = policy.holds.filter((hold) => hold.provision.includes(provision));
          const law = `${reference} says ${period} from ${anchor}, and without a hold it may be erased before.`;
          const [empty] = holds;
          return hitIf(!holds.some(covers), () =>
            empty === undefined
              ? {
                  element: policy.financialYear,
                  why: `No hold names ${provision}. ${law}`,
                  mend: `Add a hold by ${provision} for the field classes that the books and vouchers are kept of.`,
                }
              : {
                  element: empty,
                  key: 'fieldClasses',
                  why: `${empty.name} names ${provision} and covers no field class. ${law}`,
                  mend: 'Give it the field classes that the books and vouchers are kept of.',
                },
          );
        }),
  },
];
