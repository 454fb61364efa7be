import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { indexPolicy } from '../model/index-policy.js';
import { parsePolicy } from '../model/parse-policy.js';
import type { PolicyDocument } from '../model/policy.js';
import type { Finding } from './finding.js';
import { currentLaw } from './law.js';
import { lintPolicy } from './lint-policy.js';
import { lintRules } from './lint-rules.js';

const file = 'policies/kettinki/2026-04-01/policy.yaml';
const clean = parsePolicy(readFileSync(file, 'utf8'), file);
const on = '2026-11-23';

type Draft<T> = { -readonly [K in keyof T]: Draft<T[K]> };
type Change = (draft: Draft<PolicyDocument>) => unknown;

/** The findings of the clean policy of another trade, changed in one way. */
function findingsAfter(change: Change, date = on): readonly Finding[] {
  const draft = structuredClone<PolicyDocument>(clean) as unknown as Draft<PolicyDocument>;
  change(draft);
  return lintPolicy(indexPolicy(draft), { on: date });
}

function named<T extends { readonly id: string }>(elements: readonly T[], id: string): T {
  const found = elements.find((element) => element.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const processor: (draft: Draft<PolicyDocument>) => Draft<PolicyDocument['recipients'][number]> = ({
  recipients,
}) => named(recipients, 'recipient.booking-platform');
const american: typeof processor = ({ recipients }) => named(recipients, 'recipient.app-messages');
const right = (draft: Draft<PolicyDocument>, id: string): Draft<PolicyDocument['rights'][number]> =>
  named(draft.rights, id);
const purpose = (draft: Draft<PolicyDocument>, id: string): Draft<PolicyDocument['purposes'][number]> =>
  named(draft.purposes, id);
const rule = (draft: Draft<PolicyDocument>, id: string): Draft<PolicyDocument['retention'][number]> =>
  named(draft.retention, id);
const without = <T extends { readonly id: string }>(elements: readonly T[], id: string): T[] =>
  elements.filter((element) => element !== named(elements, id));

const mechanism = (
  decision: string,
  dates: { validFrom: string; validTo?: string; needs?: 'certification' | 'assessment' },
) => ({
  id: 'mechanism.another',
  name: 'another',
  statements: ['recipients.abroad'],
  reference: `Decision (EU) ${decision}`,
  ...dates,
});
const movedTo =
  (decision: string, dates: Parameters<typeof mechanism>[1], transfer: object = {}): Change =>
  (draft) => {
    draft.mechanisms.push(mechanism(decision, dates));
    american(draft).transfer = { mechanism: 'another', ...transfer };
  };
const inferred: Change = (draft) => {
  named(draft.categories, 'category.interests').nature = 'inferred';
};

/** [rule, what is changed, element it is found at, severity, the change] */
const fires: readonly (readonly [string, string, string, Finding['severity'], Change])[] = [
  [
    'notice.accepted-by-use',
    'use accepts',
    'notice.document',
    'error',
    ({ notice }) => (notice.acceptance = 'by-use'),
  ],
  ['notice.no-authority', 'no authority', 'notice.document', 'error', (draft) => delete draft.authority],
  [
    'notice.disclosure-conflict',
    'nobody gets data',
    'notice.document',
    'conflict',
    ({ notice }) => (notice.disclosure = 'nobody'),
  ],
  ['notice.undated', 'no date', 'notice.document', 'warning', ({ notice }) => (notice.dated = false)],
  [
    'notice.undated',
    'no change log',
    'notice.document',
    'warning',
    ({ notice }) => (notice.changeLog = false),
  ],
  [
    'notice.not-delivered',
    'only a page',
    'notice.document',
    'warning',
    ({ notice }) => delete notice.deliveredBy,
  ],
  [
    'notice.objection-not-separate',
    'objection among others',
    'right.object',
    'warning',
    (draft) => (right(draft, 'right.object').presented = 'among-others'),
  ],
  [
    'notice.objection-not-separate',
    'nothing said of how',
    'right.object',
    'warning',
    (draft) => delete right(draft, 'right.object').presented,
  ],
  [
    'notice.automated-decisions-untold',
    'profiles and silence',
    'notice.document',
    'warning',
    (draft) => {
      inferred(draft);
      delete draft.automatedDecisions;
    },
  ],
  [
    'notice.automated-decisions-untold',
    'decisions without logic',
    'automated-decisions.none',
    'error',
    (draft) => {
      if (draft.automatedDecisions) draft.automatedDecisions.made = true;
    },
  ],
  [
    'rights.untold',
    'no portability',
    'notice.document',
    'error',
    (draft) => (draft.rights = without(draft.rights, 'right.portability')),
  ],
  [
    'rights.untold',
    'portability unmentioned',
    'right.portability',
    'error',
    (draft) => (right(draft, 'right.portability').presented = 'unmentioned'),
  ],
  [
    'rights.untold',
    'objection unmentioned',
    'right.object',
    'error',
    (draft) => (right(draft, 'right.object').presented = 'unmentioned'),
  ],
  [
    'rights.limit-without-ground',
    'described purposes',
    'right.erase',
    'error',
    (draft) => right(draft, 'right.erase').limits?.push({ what: 'We need it for the purposes described.' }),
  ],
  [
    'rights.limit-without-ground',
    'another article',
    'right.erase',
    'error',
    (draft) =>
      (right(draft, 'right.erase').limits = [{ what: 'We need it.', provision: 'GDPR Art. 6(1)(f)' }]),
  ],
  [
    'rights.withdrawal-over-promise',
    'only the law goes on',
    'right.withdraw',
    'conflict',
    (draft) => (right(draft, 'right.withdraw').afterwards = 'law-only'),
  ],
  [
    'rights.answered-late',
    'two months',
    'deadline.answer',
    'error',
    (draft) => (named(draft.deadlines, 'deadline.answer').period = 'P2M'),
  ],
  [
    'rights.answered-late',
    'thirty days, longer than February',
    'deadline.answer',
    'error',
    (draft) => (named(draft.deadlines, 'deadline.answer').period = 'P30D'),
  ],
  [
    'rights.answered-late',
    'four months in all',
    'deadline.answer',
    'error',
    (draft) => (named(draft.deadlines, 'deadline.answer').extendedPeriod = 'P4M'),
  ],
  [
    'purpose.no-balancing-test',
    'no test',
    'purpose.feedback',
    'warning',
    (draft) => delete purpose(draft, 'purpose.feedback').balancingTest,
  ],
  [
    'purpose.no-withdrawal-path',
    'nothing stops it',
    'purpose.bike-fitting',
    'error',
    (draft) => (purpose(draft, 'purpose.bike-fitting').stoppedBy = []),
  ],
  [
    'purpose.marketing-objection-weighed',
    'an objection is weighed',
    'purpose.service-reminder',
    'error',
    (draft) => (purpose(draft, 'purpose.service-reminder').objection = 'until-decided'),
  ],
  [
    'purpose.without-retention',
    'no period',
    'purpose.deposit',
    'error',
    (draft) => (purpose(draft, 'purpose.deposit').retention = []),
  ],
  [
    'purpose.without-data',
    'no data',
    'purpose.feedback',
    'warning',
    (draft) => (purpose(draft, 'purpose.feedback').categories = []),
  ],
  [
    'data.obligation-untold',
    'silence',
    'category.contact',
    'warning',
    (draft) => delete named(draft.categories, 'category.contact').obligation,
  ],
  [
    'data.unused',
    'no purpose',
    'category.rider',
    'warning',
    (draft) => {
      for (const each of draft.purposes) each.categories = each.categories.filter((name) => name !== 'rider');
    },
  ],
  [
    'data.without-field-class',
    'no part',
    'category.rider',
    'error',
    (draft) => (draft.fieldClasses = without(draft.fieldClasses, 'field-class.fit')),
  ],
  [
    'data.contact-unreachable',
    'post only',
    'contact.shop',
    'warning',
    (draft) => (draft.contactPoints = without(draft.contactPoints, 'contact.email')),
  ],
  [
    'data.no-protection-contact',
    'nobody for privacy',
    'contact.shop',
    'warning',
    (draft) => (draft.contactPoints = without(draft.contactPoints, 'contact.privacy')),
  ],
  [
    'source.unnamed',
    'no names',
    'source.subscriber',
    'warning',
    (draft) => delete named(draft.sources, 'source.subscriber').names,
  ],
  [
    'source.told-late',
    'two months',
    'source.subscriber',
    'error',
    (draft) => (named(draft.sources, 'source.subscriber').noticeWithin = 'P2M'),
  ],
  [
    'recipient.processor-contract',
    'no contract',
    'recipient.booking-platform',
    'error',
    (draft) => delete processor(draft).contract,
  ],
  [
    'recipient.processor-contract',
    'run out yesterday',
    'recipient.booking-platform',
    'error',
    (draft) =>
      (processor(draft).contract = { reference: 'x', validFrom: '2020-01-01', validTo: '2026-11-22' }),
  ],
  [
    'recipient.processor-contract',
    'from tomorrow',
    'recipient.booking-platform',
    'error',
    (draft) => (processor(draft).contract = { reference: 'x', validFrom: '2026-11-24' }),
  ],
  [
    'recipient.processor-contract',
    'ends today',
    'recipient.booking-platform',
    'warning',
    (draft) => (processor(draft).contract = { reference: 'x', validFrom: '2020-01-01', validTo: on }),
  ],
  [
    'recipient.unused',
    'no purpose',
    'recipient.insurer',
    'warning',
    (draft) => (named(draft.recipients, 'recipient.insurer').purposes = []),
  ],
  [
    'recipient.unused',
    'no data',
    'recipient.insurer',
    'warning',
    (draft) => (named(draft.recipients, 'recipient.insurer').categories = []),
  ],
  [
    'recipient.more-than-needed',
    'a category too many',
    'recipient.insurer',
    'error',
    (draft) => named(draft.recipients, 'recipient.insurer').categories.push('usage'),
  ],
  [
    'transfer.without-mechanism',
    'none',
    'recipient.app-messages',
    'error',
    (draft) => delete american(draft).transfer,
  ],
  [
    'transfer.without-mechanism',
    'that of another country',
    'recipient.app-messages',
    'error',
    (draft) => (american(draft).transfer = { mechanism: 'adequacy-switzerland' }),
  ],
  [
    'transfer.mechanism-void',
    'Privacy Shield',
    'recipient.app-messages',
    'error',
    movedTo(
      '2016/1250',
      { validFrom: '2016-07-12', validTo: '2020-07-15', needs: 'certification' },
      { certifiedFrom: '2018-01-01' },
    ),
  ],
  [
    'transfer.mechanism-void',
    'Privacy Shield, said to be valid',
    'recipient.app-messages',
    'error',
    movedTo(
      '2016/1250',
      { validFrom: '2016-07-12', needs: 'certification' },
      { certifiedFrom: '2018-01-01' },
    ),
  ],
  [
    'transfer.mechanism-void',
    'not valid yet',
    'recipient.app-messages',
    'error',
    movedTo('2027/1', { validFrom: '2027-01-01' }),
  ],
  [
    'transfer.condition-unmet',
    'no assessment',
    'recipient.app-messages',
    'error',
    (draft) => (american(draft).transfer = { mechanism: 'standard-clauses' }),
  ],
  [
    'transfer.condition-unmet',
    'not certified',
    'recipient.app-messages',
    'error',
    movedTo('2023/1795', { validFrom: '2023-07-10', needs: 'certification' }),
  ],
  [
    'transfer.condition-unmet',
    'certification lapsed',
    'recipient.app-messages',
    'error',
    movedTo(
      '2023/1795',
      { validFrom: '2023-07-10', needs: 'certification' },
      { certifiedFrom: '2024-01-01', certifiedTo: '2026-11-22' },
    ),
  ],
  [
    'transfer.condition-unmet',
    'certification lapses soon',
    'recipient.app-messages',
    'warning',
    movedTo(
      '2023/1795',
      { validFrom: '2023-07-10', needs: 'certification' },
      { certifiedFrom: '2024-01-01', certifiedTo: on },
    ),
  ],
  [
    'transfer.condition-unmet',
    'certified without an end',
    'recipient.app-messages',
    'warning',
    movedTo(
      '2023/1795',
      { validFrom: '2023-07-10', needs: 'certification' },
      { certifiedFrom: '2024-01-01' },
    ),
  ],
  [
    'transfer.dates-against-law',
    'a void decision without its end',
    'mechanism.another',
    'error',
    (draft) =>
      draft.mechanisms.push(mechanism('2016/1250', { validFrom: '2016-07-12', needs: 'certification' })),
  ],
  [
    'transfer.dates-against-law',
    'before its day',
    'mechanism.another',
    'error',
    (draft) =>
      draft.mechanisms.push(mechanism('2023/1795', { validFrom: '2023-07-09', needs: 'certification' })),
  ],
  [
    'transfer.dates-against-law',
    'clauses without assessment',
    'mechanism.another',
    'error',
    (draft) => draft.mechanisms.push(mechanism('2021/914', { validFrom: '2021-06-27' })),
  ],
  [
    'retention.blanket',
    'one period for all',
    'retention.booking',
    'error',
    (draft) =>
      Object.assign(rule(draft, 'retention.booking'), { anchor: 'relationship-end', period: 'P10Y' }),
  ],
  [
    'retention.long-unreasoned',
    'ten years',
    'retention.messages',
    'warning',
    (draft) => (rule(draft, 'retention.messages').period = 'P10Y'),
  ],
  [
    'retention.role-end-unwatched',
    'nobody tells',
    'retention.reminder',
    'warning',
    (draft) => Object.assign(rule(draft, 'retention.reminder'), { anchor: 'role-end', reviewEvery: 'P1Y' }),
  ],
  [
    'retention.role-end-unwatched',
    'nobody looks',
    'retention.reminder',
    'warning',
    (draft) =>
      Object.assign(rule(draft, 'retention.reminder'), {
        anchor: 'role-end',
        anchoredBy: 'customer.role-ended.v1',
      }),
  ],
  [
    'retention.kind-uncovered',
    'no rule',
    'field-class.fit',
    'error',
    (draft) => (draft.retention = without(draft.retention, 'retention.fit')),
  ],
  [
    'retention.kind-uncovered',
    'a rule for some',
    'field-class.fit',
    'error',
    (draft) => (rule(draft, 'retention.fit').subjectKinds = ['consumer']),
  ],
  [
    'retention.anchor-never-comes',
    'consent nobody gives',
    'retention.fit',
    'error',
    (draft) => (purpose(draft, 'purpose.bike-fitting').basis = 'contract'),
  ],
  [
    'retention.inferred-past-objection',
    'kept all the same',
    'retention.feedback',
    'error',
    (draft) => {
      inferred(draft);
      rule(draft, 'retention.reminder').endedBy = ['objection'];
    },
  ],
  [
    'retention.unused',
    'for nothing',
    'retention.fit',
    'warning',
    (draft) => (purpose(draft, 'purpose.bike-fitting').retention = ['ride']),
  ],
  [
    'hold.without-provision',
    'a custom of the house',
    'hold.claim',
    'error',
    (draft) => (named(draft.holds, 'hold.claim').provision = 'Company practice'),
  ],
  [
    'hold.no-erasure-ground',
    'an interest',
    'hold.claim',
    'error',
    (draft) => (named(draft.holds, 'hold.claim').outranksErasure = 'GDPR Art. 6(1)(f)'),
  ],
  [
    'hold.against-law',
    'ten years of vouchers',
    'hold.accounting-voucher',
    'error',
    (draft) => (named(draft.holds, 'hold.accounting-voucher').period = 'P10Y'),
  ],
  [
    'hold.against-law',
    'counted from the voucher',
    'hold.accounting-voucher',
    'error',
    (draft) => (named(draft.holds, 'hold.accounting-voucher').anchor = 'record'),
  ],
  [
    'cookie.browser-settings',
    'the browser decides',
    'cookie.booking',
    'error',
    (draft) =>
      Object.assign(named(draft.cookies, 'cookie.booking'), {
        beforeChoice: false,
        consentBy: 'browser-settings',
      }),
  ],
  [
    'cookie.browser-settings',
    'nothing decides',
    'cookie.booking',
    'error',
    (draft) => (named(draft.cookies, 'cookie.booking').beforeChoice = false),
  ],
  [
    'cookie.untold',
    'no duration',
    'cookie.booking',
    'error',
    (draft) => delete named(draft.cookies, 'cookie.booking').lasts,
  ],
  [
    'cookie.untold',
    'no third parties told',
    'cookie.booking',
    'error',
    (draft) => delete named(draft.cookies, 'cookie.booking').thirdParties,
  ],
  [
    'cookie.before-choice',
    'on without a reason',
    'cookie.booking',
    'error',
    (draft) => delete named(draft.cookies, 'cookie.booking').reference,
  ],
  [
    'topic.consent-untold',
    'an address alone',
    'topic.rides',
    'warning',
    (draft) => draft.topics.push(topic('address-only')),
  ],
  [
    'text.personal-identity-code',
    'a code in a note',
    'purpose.rental',
    'error',
    (draft) => (purpose(draft, 'purpose.rental').note = 'As for 131052-308T'),
  ],
  [
    'text.personal-identity-code',
    'a code of this century',
    'contact.shop',
    'error',
    (draft) => (named(draft.contactPoints, 'contact.shop').what = 'Ask for 010100A010S.'),
  ],
];

const topic = (asked: 'address-only' | 'with-consent-text'): Draft<PolicyDocument['topics'][number]> => ({
  id: 'topic.rides',
  name: 'rides',
  statements: ['tracking.ride'],
  what: 'Rides.',
  purpose: 'ride-map',
  rhythm: { atMost: 1, per: 'calendar-month' },
  subscription: { confirmedBy: 'mailbox', asked },
});

describe('scope.law: a rule of the lint fires on a policy that is not the first company’s', () => {
  test.each(fires)('%s: %s', (rule, _what, element, severity, change) => {
    const found = findingsAfter(change).filter((each) => each.rule === rule);
    expect(found.map((each) => [each.element, each.severity])).toEqual([[element, severity]]);
    for (const { why, mend, article, place } of found) {
      expect([why, mend, article].filter((words) => words.length < 8)).toEqual([]);
      expect(place.pointer).toMatch(/^\/[a-zA-Z]+/);
    }
  });

  test('no rule is without such a case', () => {
    const fired = new Set(fires.map(([rule]) => rule));
    expect(lintRules.map(({ id }) => id).filter((id) => !fired.has(id))).toEqual([]);
  });
});

describe('scope.law: the lint is silent', () => {
  test.each(['2026-04-01', on, '2027-12-31'])('on the clean policy, judged on %s', (date) => {
    expect(findingsAfter(() => undefined, date)).toEqual([]);
  });

  test.each<[string, Change]>([
    [
      'a transfer by a certificate that lasts',
      movedTo(
        '2023/1795',
        { validFrom: '2023-07-10', needs: 'certification' },
        { certifiedFrom: '2026-01-01', certifiedTo: '2027-12-31' },
      ),
    ],
    [
      'a void mechanism that is kept for the past and serves nobody',
      (draft) =>
        draft.mechanisms.push(
          mechanism('2016/1250', { validFrom: '2016-07-12', validTo: '2020-07-15', needs: 'certification' }),
        ),
    ],
    [
      'a role that is told of and looked after',
      (draft) =>
        Object.assign(rule(draft, 'retention.reminder'), {
          anchor: 'role-end',
          anchoredBy: 'customer.role-ended.v1',
          reviewEvery: 'P1Y',
        }),
    ],
    ['a newsletter with its consent in words', (draft) => draft.topics.push(topic('with-consent-text'))],
    [
      'a year that looks like a code, and digits that are none',
      (draft) => (purpose(draft, 'purpose.rental').note = 'Order 131052-308U of 2026'),
    ],
    [
      'a company without legitimate interests that does not tell of objections',
      (draft) => {
        draft.purposes = draft.purposes.filter(({ basis }) => basis !== 'legitimate-interest');
        draft.retention = draft.retention.filter(
          ({ name }) => !['position', 'reminder', 'feedback'].includes(name),
        );
        draft.fieldClasses = draft.fieldClasses.filter(
          ({ name }) => !['usage', 'marketing', 'answers'].includes(name),
        );
        draft.categories = without(draft.categories, 'category.interests');
        draft.rights = without(draft.rights, 'right.object');
        for (const { purposes } of draft.recipients)
          purposes.splice(0, purposes.length, ...purposes.filter((name) => name !== 'theft-recovery'));
        for (const each of draft.purposes)
          each.categories = each.categories.filter((name) => name !== 'interests');
      },
    ],
  ])('on %s', (_what, change) => {
    expect(findingsAfter(change)).toEqual([]);
  });

  test.each([
    ['2028-01-01', 'warning'],
    ['2028-03-31', 'warning'],
    ['2028-04-01', 'error'],
  ])('no longer, when a contract ends: on %s it is a %s', (date, severity) => {
    const found = findingsAfter(() => undefined, date);
    expect(found.map((each) => [each.rule, each.severity])).toEqual([
      ['recipient.processor-contract', severity],
    ]);
  });
});

test('scope.law: what the law says is data: a ruling of tomorrow is found without a change of code', () => {
  const law = {
    ...currentLaw,
    mechanisms: currentLaw.mechanisms.map((each) =>
      each.decision === '2021/914' ? { ...each, validTo: '2026-11-01' } : each,
    ),
  };
  expect(lintPolicy(clean, { on, law }).map(({ rule }) => rule)).toEqual([
    'transfer.mechanism-void',
    'transfer.dates-against-law',
  ]);
});
