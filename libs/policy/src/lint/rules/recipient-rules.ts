import { type LintRule, hitIf, listed } from '../rule.js';

/** Who gets data: under which contract, for what, and no more than that. */
export const recipientRules: readonly LintRule[] = [
  {
    id: 'recipient.processor-contract',
    severity: 'error',
    article: 'GDPR Art. 28(3)',
    finds: 'A processor has no contract that is in force.',
    find: ({ policy, on, soon }) =>
      policy.recipients
        .filter(({ role }) => role === 'processor')
        .flatMap((recipient) => {
          const { contract, name } = recipient;
          const mend =
            'Make or renew the data processing agreement and write its reference and dates. Until then the processor gets nothing.';
          const hit = { element: recipient, key: 'contract', mend };
          if (contract === undefined)
            return [{ ...hit, key: 'role', why: `${name} is a processor and has no contract.` }];
          if (contract.validFrom > on)
            return [
              { ...hit, why: `The contract with ${name} is in force from ${contract.validFrom} only.` },
            ];
          if (contract.validTo === undefined) return [];
          if (contract.validTo < on)
            return [{ ...hit, why: `The contract with ${name} ran out on ${contract.validTo}.` }];
          return hitIf(contract.validTo < soon, () => ({
            ...hit,
            severity: 'warning' as const,
            why: `The contract with ${name} runs out on ${contract.validTo}.`,
          }));
        }),
  },
  {
    id: 'recipient.unused',
    severity: 'warning',
    article: 'GDPR Art. 13(1)(e), 30(1)(d)',
    finds: 'A recipient gets nothing, or for nothing.',
    find: ({ policy }) =>
      policy.recipients.flatMap((recipient) =>
        hitIf(recipient.purposes.length === 0 || recipient.categories.length === 0, () => ({
          element: recipient,
          key: recipient.purposes.length === 0 ? 'purposes' : 'categories',
          why: `${recipient.name} is declared without ${recipient.purposes.length === 0 ? 'a purpose' : 'any data'}.`,
          mend: 'Say what it gets and what for, or take it out.',
        })),
      ),
  },
  {
    id: 'recipient.more-than-needed',
    severity: 'error',
    article: 'GDPR Art. 5(1)(b)–(c)',
    finds: 'A recipient gets a category that none of its purposes processes.',
    find: ({ policy }) =>
      policy.recipients.flatMap((recipient) => {
        const purposes = recipient.purposes.map((name) => policy.byName.purposes.get(name));
        const needed = new Set(purposes.flatMap((purpose) => purpose?.categories ?? []));
        const beyond = recipient.categories.filter((name) => !needed.has(name));
        return hitIf(recipient.purposes.length > 0 && beyond.length > 0, () => ({
          element: recipient,
          key: 'categories',
          why: `${recipient.name} gets ${listed(beyond)}, which none of its purposes (${listed(recipient.purposes)}) processes.`,
          mend: 'Take the categories out of the recipient, or name the purpose they are for.',
        }));
      }),
  },
];
