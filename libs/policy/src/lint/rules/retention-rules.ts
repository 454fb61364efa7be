import { isLonger } from '../../calendar/add-period.js';
import type { Purpose, RetentionRule } from '../../model/elements.js';
import type { Policy } from '../../model/policy.js';
import { type LintContext, type LintRule, hitIf, listed } from '../rule.js';

/** Art. 5(1)(e), 13(2)(a): how long, for each purpose, with an end that arrives. */
export const retentionRules: readonly LintRule[] = [
  {
    id: 'retention.blanket',
    severity: 'error',
    article: 'GDPR Art. 5(1)(e), 13(2)(a), 25(2); TSV 3831/161/21 Kesko; TSV/26/2020 Verkkokauppa.com',
    finds: 'One period from the end of the relationship serves purposes that rest on different bases.',
    find: ({ policy }) =>
      policy.retention.flatMap((rule) => {
        const purposes = servedBy(policy, rule);
        return hitIf(isBlanket(policy, rule), () => ({
          element: rule,
          key: 'period',
          concerns: purposes,
          why: `All of ${listed(rule.fieldClasses)} is kept ${rule.period} after the relationship, for ${purposes.length} purposes alike (${listed(purposes.map(({ name }) => name))}). What each purpose needs differs; keeping everything for the whole customership and years after it was found unlawful.`,
          mend: 'Give each purpose a period of its own, counted from what ends its need (the delivery, the last contact, the financial year), and leave to holds what a law makes you keep longer.',
        }));
      }),
  },
  {
    id: 'retention.long-unreasoned',
    severity: 'warning',
    article: 'GDPR Art. 5(1)(e), 5(2)',
    finds: 'A period is longer than the general limitation period, and no provision is given for it.',
    find: ({ policy, law: { claims } }) =>
      claims.flatMap(({ period, reference }) =>
        policy.retention.flatMap((rule) =>
          hitIf(
            rule.reference === undefined && isLonger(rule.period, period) && !isBlanket(policy, rule),
            () => ({
              element: rule,
              key: 'period',
              why: `${rule.name} keeps for ${rule.period} and gives no provision. Possible claims alone carry ${period} (${reference}).`,
              mend: 'Shorten the period, or give in reference the provision or the written need it rests on.',
            }),
          ),
        ),
      ),
  },
  {
    id: 'retention.role-end-unwatched',
    severity: 'warning',
    article: 'GDPR Art. 13(2)(a), 5(1)(d)–(e)',
    finds: 'Data is kept while a person has a role, and nothing would tell that the role has ended.',
    find: ({ policy }) =>
      policy.retention.flatMap((rule) => {
        const missing = [
          ...(rule.anchoredBy === undefined ? ['no event tells of it'] : []),
          ...(rule.reviewEvery === undefined ? ['nobody looks at it at set times'] : []),
        ];
        return hitIf(rule.anchor === 'role-end' && missing.length > 0, () => ({
          element: rule,
          key: 'anchor',
          why: `${rule.name} ends when the person's role ends, and ${missing.join(', and ')}. The period then has no end in practice.`,
          mend: 'Name in anchoredBy the event that tells of the end, and in reviewEvery how often somebody checks that the role still stands.',
        }));
      }),
  },
  {
    id: 'retention.kind-uncovered',
    severity: 'error',
    article: 'GDPR Art. 5(1)(e), 13(2)(a)',
    finds: 'A field class has no retention rule for some kind of person.',
    find: (context) =>
      context.policy.fieldClasses.flatMap((fieldClass) => {
        const kinds = kindsWithoutRule(context, fieldClass.name);
        return hitIf(kinds.length > 0, () => ({
          element: fieldClass,
          why: `Nothing says how long ${fieldClass.name} is kept for ${listed(kinds)}. "Until you ask us to delete it" is no period.`,
          mend: 'Add a retention rule that covers the field class for every kind of person.',
        }));
      }),
  },
  {
    id: 'retention.anchor-never-comes',
    severity: 'error',
    article: 'GDPR Art. 5(1)(e)',
    finds: 'A period is counted from the end of a consent, and no purpose that it serves rests on consent.',
    find: ({ policy }) =>
      policy.retention.flatMap((rule) =>
        hitIf(
          rule.anchor === 'consent-end' && !servedBy(policy, rule).some(({ basis }) => basis === 'consent'),
          () => ({
            element: rule,
            key: 'anchor',
            why: `${rule.name} waits for the end of a consent, and none is ever asked for: what it keeps is kept for ever.`,
            mend: 'Count the period from something that happens, or base the purpose on consent.',
          }),
        ),
      ),
  },
  {
    id: 'retention.inferred-past-objection',
    severity: 'error',
    article: 'GDPR Art. 17(1)(c), 21(1)–(3)',
    finds: 'Inferred data is kept although the person has objected.',
    find: ({ policy }) =>
      policy.retention.flatMap((rule) => {
        const inferred = rule.fieldClasses.filter((name) => isInferred(policy, name));
        return hitIf(inferred.length > 0 && rule.endedBy?.includes('objection') !== true, () => ({
          element: rule,
          key: 'fieldClasses',
          why: `${rule.name} keeps what was inferred of a person (${listed(inferred)}) also after an objection to it.`,
          mend: 'Add objection to endedBy.',
        }));
      }),
  },
  {
    id: 'retention.unused',
    severity: 'warning',
    article: 'GDPR Art. 13(2)(a)',
    finds: 'A retention rule serves no purpose.',
    find: ({ policy }) =>
      policy.retention.flatMap((rule) =>
        hitIf(servedBy(policy, rule).length === 0, () => ({
          element: rule,
          why: `No purpose names ${rule.name}: data is kept for nothing.`,
          mend: 'Name the rule in the retention of the purpose it is for, or take it out.',
        })),
      ),
  },
];

function servedBy(policy: Policy, rule: RetentionRule): readonly Purpose[] {
  return policy.purposes.filter(({ retention }) => retention.includes(rule.name));
}

function isBlanket(policy: Policy, rule: RetentionRule): boolean {
  const bases = new Set(servedBy(policy, rule).map(({ basis }) => basis));
  return rule.anchor === 'relationship-end' && bases.size > 1;
}

function kindsWithoutRule({ policy }: LintContext, fieldClass: string): string[] {
  const rules = policy.rulesOf.get(fieldClass) ?? [];
  return policy.subjectKinds
    .map(({ name }) => name)
    .filter((kind) => !rules.some(({ subjectKinds }) => subjectKinds?.includes(kind) ?? true));
}

function isInferred(policy: Policy, fieldClass: string): boolean {
  const { category } = policy.fieldClasses.find(({ name }) => name === fieldClass) ?? {};
  return policy.categories.some(({ name, nature }) => name === category && nature === 'inferred');
}
