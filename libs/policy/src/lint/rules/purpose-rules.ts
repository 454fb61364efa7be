import { type LintRule, hitIf } from '../rule.js';

/** What data is used for, and what that rests on. */
export const purposeRules: readonly LintRule[] = [
  {
    id: 'purpose.no-balancing-test',
    severity: 'warning',
    article: 'GDPR Art. 6(1)(f), 5(2), 13(1)(d)',
    finds: 'A purpose rests on legitimate interest, and no balancing test is attached.',
    find: ({ policy }) =>
      policy.purposes.flatMap((purpose) =>
        hitIf(purpose.basis === 'legitimate-interest' && purpose.balancingTest === undefined, () => ({
          element: purpose,
          key: 'interest',
          why: `${purpose.name} rests on a legitimate interest that nobody has written down as weighed against the person's.`,
          mend: 'Make the balancing test and give its reference and date in balancingTest.',
        })),
      ),
  },
  {
    id: 'purpose.no-withdrawal-path',
    severity: 'error',
    article: 'GDPR Art. 7(3)',
    finds: 'A purpose rests on consent, and nothing a person does would stop it.',
    find: ({ policy }) =>
      policy.purposes.flatMap((purpose) =>
        hitIf(purpose.basis === 'consent' && (purpose.stoppedBy ?? []).length === 0, () => ({
          element: purpose,
          key: 'basis',
          why: `${purpose.name} rests on consent, and no prohibition stops it. Withdrawing is to be as easy as giving.`,
          mend: 'Say in stoppedBy which acts end it, for instance topic, channel or all-marketing.',
        })),
      ),
  },
  {
    id: 'purpose.marketing-objection-weighed',
    severity: 'error',
    article: 'GDPR Art. 21(2)–(3)',
    finds: 'An objection to direct marketing is weighed instead of obeyed.',
    find: ({ policy }) =>
      policy.purposes.flatMap((purpose) =>
        hitIf(
          purpose.basis === 'legitimate-interest' &&
            purpose.stoppedBy?.includes('all-marketing') === true &&
            purpose.objection !== 'absolute',
          () => ({
            element: purpose,
            key: 'objection',
            why: `${purpose.name} is marketing, and an objection to it waits for a decision. It ends the processing at once.`,
            mend: 'Set objection to absolute.',
          }),
        ),
      ),
  },
  {
    id: 'purpose.without-retention',
    severity: 'error',
    article: 'GDPR Art. 13(2)(a), 5(1)(e)',
    finds: 'A purpose says nothing of how long.',
    find: ({ policy }) =>
      policy.purposes.flatMap((purpose) =>
        hitIf(purpose.retention.length === 0, () => ({
          element: purpose,
          key: 'retention',
          why: `Nothing says how long data is kept for ${purpose.name}.`,
          mend: 'Name the retention rules of the purpose.',
        })),
      ),
  },
  {
    id: 'purpose.without-data',
    severity: 'warning',
    article: 'GDPR Art. 5(1)(b), 30(1)(c)',
    finds: 'A purpose processes no category of data.',
    find: ({ policy }) =>
      policy.purposes.flatMap((purpose) =>
        hitIf(purpose.categories.length === 0, () => ({
          element: purpose,
          key: 'categories',
          why: `${purpose.name} names no data, so everything asked for it is denied.`,
          mend: 'Name the categories it needs, or take the purpose out.',
        })),
      ),
  },
];
