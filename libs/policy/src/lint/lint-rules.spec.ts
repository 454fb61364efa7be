import { describe, expect, test } from '@jest/globals';
import {
  type Change,
  type Changed,
  at,
  findingsAfter,
  inferred,
  named,
  on,
  purpose,
  right,
  rule,
  without,
} from './changed-policy.fixture.js';
import type { Finding } from './finding.js';
import { lintRules } from './lint-rules.js';

const processor: (draft: Changed) => Changed['recipients'][number] = ({ recipients }) =>
  named(recipients, 'recipient.booking-platform');
/** [rule, what is changed, element and key it is found at, severity, the change, what else is found then] */
const fires: readonly (readonly [string, string, string, Finding['severity'], Change, ...string[]])[] = [
  [
    'notice.accepted-by-use',
    'use accepts',
    'notice.document acceptance',
    'error',
    ({ notice }) => (notice.acceptance = 'by-use'),
  ],
  ['notice.no-authority', 'no authority', 'notice.document', 'error', (draft) => delete draft.authority],
  [
    'notice.disclosure-conflict',
    'nobody gets data',
    'notice.document disclosure',
    'conflict',
    ({ notice }) => (notice.disclosure = 'nobody'),
  ],
  ['notice.undated', 'no date', 'notice.document dated', 'warning', ({ notice }) => (notice.dated = false)],
  [
    'notice.undated',
    'no change log',
    'notice.document changeLog',
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
    'right.object presented',
    'warning',
    (draft) => (right(draft, 'right.object').presented = 'among-others'),
  ],
  [
    'notice.objection-not-separate',
    'nothing said of how',
    'right.object presented',
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
    'retention.inferred-past-objection retention.reminder fieldClasses',
    'retention.inferred-past-objection retention.feedback fieldClasses',
  ],
  [
    'notice.automated-decisions-untold',
    'decisions without logic',
    'automated-decisions.none made',
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
    'right.portability presented',
    'error',
    (draft) => (right(draft, 'right.portability').presented = 'unmentioned'),
  ],
  [
    'rights.untold',
    'objection unmentioned',
    'right.object presented',
    'error',
    (draft) => (right(draft, 'right.object').presented = 'unmentioned'),
  ],
  [
    'rights.limit-without-ground',
    'described purposes',
    'right.erase limits',
    'error',
    (draft) => right(draft, 'right.erase').limits?.push({ what: 'We need it for the purposes described.' }),
  ],
  [
    'rights.limit-without-ground',
    'another article',
    'right.erase limits',
    'error',
    (draft) =>
      (right(draft, 'right.erase').limits = [{ what: 'We need it.', provision: 'GDPR Art. 6(1)(f)' }]),
  ],
  [
    'rights.withdrawal-over-promise',
    'only the law goes on',
    'right.withdraw afterwards',
    'conflict',
    (draft) => (right(draft, 'right.withdraw').afterwards = 'law-only'),
  ],
  [
    'rights.answered-late',
    'two months',
    'deadline.answer period',
    'error',
    (draft) => (named(draft.deadlines, 'deadline.answer').period = 'P2M'),
  ],
  [
    'rights.answered-late',
    'thirty days, longer than February',
    'deadline.answer period',
    'error',
    (draft) => (named(draft.deadlines, 'deadline.answer').period = 'P30D'),
  ],
  [
    'rights.answered-late',
    'four months in all',
    'deadline.answer extendedPeriod',
    'error',
    (draft) => (named(draft.deadlines, 'deadline.answer').extendedPeriod = 'P4M'),
  ],
  [
    'purpose.no-balancing-test',
    'no test',
    'purpose.feedback interest',
    'warning',
    (draft) => delete purpose(draft, 'purpose.feedback').balancingTest,
  ],
  [
    'purpose.no-withdrawal-path',
    'nothing stops it',
    'purpose.bike-fitting basis',
    'error',
    (draft) => (purpose(draft, 'purpose.bike-fitting').stoppedBy = []),
  ],
  [
    'purpose.no-withdrawal-path',
    'nothing is said to stop it',
    'purpose.bike-fitting basis',
    'error',
    (draft) => delete purpose(draft, 'purpose.bike-fitting').stoppedBy,
  ],
  [
    'purpose.marketing-objection-weighed',
    'an objection is weighed',
    'purpose.service-reminder objection',
    'error',
    (draft) => (purpose(draft, 'purpose.service-reminder').objection = 'until-decided'),
  ],
  [
    'purpose.without-retention',
    'no period',
    'purpose.deposit retention',
    'error',
    (draft) => (purpose(draft, 'purpose.deposit').retention = []),
  ],
  [
    'purpose.without-data',
    'no data',
    'purpose.feedback categories',
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
    'purpose.without-data purpose.bike-fitting categories',
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
    'source.subscriber noticeWithin',
    'error',
    (draft) => (named(draft.sources, 'source.subscriber').noticeWithin = 'P2M'),
  ],
  [
    'recipient.processor-contract',
    'no contract',
    'recipient.booking-platform role',
    'error',
    (draft) => delete processor(draft).contract,
  ],
  [
    'recipient.processor-contract',
    'run out yesterday',
    'recipient.booking-platform contract',
    'error',
    (draft) =>
      (processor(draft).contract = { reference: 'x', validFrom: '2020-01-01', validTo: '2026-11-22' }),
  ],
  [
    'recipient.processor-contract',
    'from tomorrow',
    'recipient.booking-platform contract',
    'error',
    (draft) => (processor(draft).contract = { reference: 'x', validFrom: '2026-11-24' }),
  ],
  [
    'recipient.processor-contract',
    'ends today',
    'recipient.booking-platform contract',
    'warning',
    (draft) => (processor(draft).contract = { reference: 'x', validFrom: '2020-01-01', validTo: on }),
  ],
  [
    'recipient.unused',
    'no purpose',
    'recipient.insurer purposes',
    'warning',
    (draft) => (named(draft.recipients, 'recipient.insurer').purposes = []),
  ],
  [
    'recipient.unused',
    'no data',
    'recipient.insurer categories',
    'warning',
    (draft) => (named(draft.recipients, 'recipient.insurer').categories = []),
  ],
  [
    'recipient.more-than-needed',
    'a category too many',
    'recipient.insurer categories',
    'error',
    (draft) => named(draft.recipients, 'recipient.insurer').categories.push('usage'),
  ],
  [
    'retention.blanket',
    'one period for all',
    'retention.booking period',
    'error',
    (draft) =>
      Object.assign(rule(draft, 'retention.booking'), { anchor: 'relationship-end', period: 'P10Y' }),
  ],
  [
    'retention.long-unreasoned',
    'ten years',
    'retention.messages period',
    'warning',
    (draft) => (rule(draft, 'retention.messages').period = 'P10Y'),
  ],
  [
    'retention.role-end-unwatched',
    'nobody tells',
    'retention.reminder anchor',
    'warning',
    (draft) => Object.assign(rule(draft, 'retention.reminder'), { anchor: 'role-end', reviewEvery: 'P1Y' }),
  ],
  [
    'retention.role-end-unwatched',
    'nobody looks',
    'retention.reminder anchor',
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
    'retention.fit anchor',
    'error',
    (draft) => (purpose(draft, 'purpose.bike-fitting').basis = 'contract'),
  ],
  [
    'retention.inferred-past-objection',
    'kept all the same',
    'retention.feedback fieldClasses',
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
    'retention.anchor-never-comes retention.fit anchor',
  ],
  [
    'hold.without-provision',
    'a custom of the house',
    'hold.claim provision',
    'error',
    (draft) => (named(draft.holds, 'hold.claim').provision = 'Company practice'),
  ],
  [
    'hold.no-erasure-ground',
    'an interest',
    'hold.claim outranksErasure',
    'error',
    (draft) => (named(draft.holds, 'hold.claim').outranksErasure = 'GDPR Art. 6(1)(f)'),
  ],
  [
    'hold.ends-on-request',
    'vouchers that a request erases',
    'hold.accounting-voucher provision',
    'error',
    (draft) => delete named(draft.holds, 'hold.accounting-voucher').outranksErasure,
  ],
  [
    'hold.ends-on-request',
    'books that a request erases',
    'hold.accounting-books provision',
    'error',
    (draft) => delete named(draft.holds, 'hold.accounting-books').outranksErasure,
  ],
  [
    'hold.against-law',
    'ten years of vouchers',
    'hold.accounting-voucher period',
    'error',
    (draft) => (named(draft.holds, 'hold.accounting-voucher').period = 'P10Y'),
  ],
  [
    'hold.against-law',
    'vouchers without a period',
    'hold.accounting-voucher period',
    'error',
    (draft) => delete named(draft.holds, 'hold.accounting-voucher').period,
  ],
  [
    'hold.against-law',
    'counted from the voucher',
    'hold.accounting-voucher anchor',
    'error',
    (draft) => (named(draft.holds, 'hold.accounting-voucher').anchor = 'record'),
  ],
  [
    'hold.missing',
    'no vouchers kept',
    'accounting.financial-year',
    'error',
    (draft) => (draft.holds = without(draft.holds, 'hold.accounting-voucher')),
  ],
  [
    'hold.missing',
    'no books kept',
    'accounting.financial-year',
    'error',
    (draft) => (draft.holds = without(draft.holds, 'hold.accounting-books')),
  ],
  [
    'hold.missing',
    'vouchers kept of no field class',
    'hold.accounting-voucher fieldClasses',
    'error',
    (draft) => (named(draft.holds, 'hold.accounting-voucher').fieldClasses = []),
  ],
  [
    'hold.missing',
    'vouchers kept by another provision',
    'accounting.financial-year',
    'error',
    (draft) => (named(draft.holds, 'hold.accounting-voucher').provision = 'Act 728/2003 §4'),
  ],
  [
    'cookie.browser-settings',
    'the browser decides',
    'cookie.booking consentBy',
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
    'cookie.booking beforeChoice',
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
    'cookie.booking beforeChoice',
    'error',
    (draft) => delete named(draft.cookies, 'cookie.booking').reference,
  ],
  [
    'topic.consent-untold',
    'an address alone',
    'topic.rides subscription',
    'warning',
    (draft) => draft.topics.push(topic('address-only')),
  ],
  [
    'topic.consent-untold',
    'nothing said of the form',
    'topic.rides what',
    'warning',
    (draft) => draft.topics.push(topic()),
  ],
  [
    'text.personal-identity-code',
    'a code in a note',
    'purpose.rental note',
    'error',
    (draft) => (purpose(draft, 'purpose.rental').note = 'As for 131052-308T'),
  ],
  [
    'text.personal-identity-code',
    'a code of this century',
    'contact.shop what',
    'error',
    (draft) => (named(draft.contactPoints, 'contact.shop').what = 'Ask for 010100A010S.'),
  ],
  [
    'text.names-code',
    'a folder that carries out a right',
    'right.withdraw carriedOutBy',
    'warning',
    (draft) => Object.assign(right(draft, 'right.withdraw'), { carriedOutBy: ['consent/withdraw-consent'] }),
  ],
];

const topic = (asked?: 'address-only' | 'with-consent-text', of = 'ride-map'): Changed['topics'][number] => ({
  id: 'topic.rides',
  name: 'rides',
  statements: ['tracking.ride'],
  what: 'Rides.',
  purpose: of,
  rhythm: { atMost: 1, per: 'calendar-month' },
  ...(asked !== undefined && { subscription: { confirmedBy: 'mailbox', asked } }),
});

describe('scope.law: a rule of the lint fires on a policy that is not the first company’s', () => {
  test.each(fires)('%s: %s', (rule, _what, place, severity, change, ...also) => {
    const findings = findingsAfter(change);
    expect(findings.map((each) => `${each.rule} ${at(each)}`).sort()).toEqual(
      [`${rule} ${place}`, ...also].sort(),
    );
    const found = findings.filter((each) => each.rule === rule);
    expect(found.map((each) => each.severity)).toEqual([severity]);
    for (const { why, mend, article } of found)
      expect([why, mend, article].filter((words) => words.length < 8)).toEqual([]);
  });

  test('no rule is without such a case', () => {
    const fired = new Set(fires.map(([rule]) => rule));
    const ids = lintRules.map(({ id }) => id).filter((id) => !id.startsWith('transfer.'));
    expect(ids.filter((id) => !fired.has(id))).toEqual([]);
  });
});

describe('scope.law: the lint is silent', () => {
  test.each(['2026-04-01', on, '2027-12-31'])('on the clean policy, judged on %s', (date) => {
    expect(findingsAfter(() => undefined, date)).toEqual([]);
  });

  test.each<[string, Change]>([
    [
      'a company of another country without a hold for its books',
      (draft) => {
        draft.controller.country = 'SE';
        draft.holds = without(draft.holds, 'hold.accounting-books');
      },
    ],
    [
      'a hold on vouchers that covers every field class',
      (draft) => delete named(draft.holds, 'hold.accounting-voucher').fieldClasses,
    ],
    [
      'vouchers kept by one of two holds',
      (draft) => {
        const hold = named(draft.holds, 'hold.accounting-voucher');
        draft.holds.unshift({ ...hold, id: 'hold.empty', name: 'empty', fieldClasses: [] });
      },
    ],
    [
      'a hold by no duty to keep that gives way to a request',
      (draft) => delete named(draft.holds, 'hold.claim').outranksErasure,
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
    [
      'cookies that are asked for first',
      (draft) =>
        Object.assign(named(draft.cookies, 'cookie.booking'), { beforeChoice: false, consentBy: 'choice' }),
    ],
    ['a company that can be called', (draft) => (named(draft.contactPoints, 'contact.email').kind = 'phone')],
    [
      'a company that can be reached by a form',
      (draft) => (named(draft.contactPoints, 'contact.email').kind = 'web'),
    ],
    ['news that rest on no consent', (draft) => draft.topics.push(topic(undefined, 'rental'))],
    [
      'a limit of another right than erasure',
      (draft) => (right(draft, 'right.access').limits = [{ what: 'Not the data of others.' }]),
    ],
    ['erasure without limits', (draft) => delete right(draft, 'right.erase').limits],
    [
      'a time limit that is never extended',
      (draft) => delete named(draft.deadlines, 'deadline.answer').extendedPeriod,
    ],
    [
      'a purpose on consent that ends with all marketing',
      (draft) => purpose(draft, 'purpose.bike-fitting').stoppedBy?.push('all-marketing'),
    ],
    [
      'decisions by machine whose logic is told',
      ({ automatedDecisions: decisions }) =>
        decisions && Object.assign(decisions, { made: true, logic: 'A bike is suggested by height.' }),
    ],
    ['silence on decisions where nothing is inferred', (draft) => delete draft.automatedDecisions],
    ['a long period with its provision', (draft) => (rule(draft, 'retention.proof').period = 'P10Y')],
    [
      'a period from the end of consent that serves another purpose too',
      (draft) => purpose(draft, 'purpose.feedback').retention.push('fit'),
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

  /** Such a company has gaps of other kinds. */
  test.each<[string, string, Change]>([
    [
      'notice.disclosure-conflict',
      'a company that discloses to processors only',
      (draft) => {
        draft.notice.disclosure = 'nobody';
        draft.recipients = draft.recipients.filter(({ role }) => role === 'processor');
      },
    ],
    [
      'notice.objection-not-separate',
      'a company without legitimate interests',
      (draft) => {
        draft.purposes = draft.purposes.filter(({ basis }) => basis !== 'legitimate-interest');
        right(draft, 'right.object').presented = 'among-others';
      },
    ],
    [
      'notice.objection-not-separate',
      'a company that has no right to object to',
      (draft) => (draft.rights = without(draft.rights, 'right.object')),
    ],
    [
      'rights.withdrawal-over-promise',
      'a company that does only what law and consent allow',
      (draft) => {
        draft.purposes = draft.purposes.filter(({ basis }) => /^(consent|legal-obligation)$/.test(basis));
        right(draft, 'right.withdraw').afterwards = 'law-only';
      },
    ],
    [
      'rights.withdrawal-over-promise',
      'a company that does not tell of withdrawing',
      (draft) => (draft.rights = without(draft.rights, 'right.withdraw')),
    ],
  ])('by %s on %s', (silent, _what, change) => {
    expect(findingsAfter(change).filter(({ rule }) => rule === silent)).toEqual([]);
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
