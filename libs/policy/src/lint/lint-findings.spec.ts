import { describe, expect, test } from '@jest/globals';
import {
  type Change,
  findingsAfter,
  inferred,
  named,
  right,
  rule,
  without,
} from './changed-policy.fixture.js';

describe('scope.law: a finding tells', () => {
  test.each<[string, string, Change, RegExp]>([
    [
      'to whom data is disclosed',
      'notice.disclosure-conflict',
      ({ notice }) => (notice.disclosure = 'nobody'),
      /disclosures to insurer\. Both/,
    ],
    [
      'both things a notice does not show',
      'notice.undated',
      ({ notice }) => Object.assign(notice, { dated: false, changeLog: false }),
      /its date and version nor what changed since the last one/,
    ],
    [
      'which profiles are made',
      'notice.automated-decisions-untold',
      (draft) => {
        inferred(draft);
        delete draft.automatedDecisions;
      },
      /\(interests\)/,
    ],
    [
      'what a promise would stop',
      'rights.withdrawal-over-promise',
      (draft) => (right(draft, 'right.withdraw').afterwards = 'law-only'),
      /stops 7 purposes .*\(rental, repair, deposit, theft-recovery, service-reminder, feedback, insurance-claim\)/,
    ],
    [
      'the time limits of the policy and of the law',
      'rights.answered-late',
      (draft) => (named(draft.deadlines, 'deadline.answer').period = 'P2M'),
      /within P2M, extended P3M; the law allows P1M, extended P3M/,
    ],
    [
      'that a time limit is never extended',
      'rights.answered-late',
      (draft) => {
        const deadline = named(draft.deadlines, 'deadline.answer');
        deadline.period = 'P2M';
        delete deadline.extendedPeriod;
      },
      /extended never;/,
    ],
    [
      'the grounds there are',
      'rights.limit-without-ground',
      (draft) => right(draft, 'right.erase').limits?.push({ what: 'We need it.' }),
      /Art\. 17\(3\)\(a\), Art\. 17\(3\)\(b\),/,
    ],
    [
      'by what the company can be reached',
      'data.contact-unreachable',
      (draft) => (draft.contactPoints = without(draft.contactPoints, 'contact.email')),
      /by post, data-protection only/,
    ],
    [
      'what a recipient gets too much of, and for what',
      'recipient.more-than-needed',
      (draft) => named(draft.recipients, 'recipient.insurer').categories.push('usage', 'rider'),
      /gets usage, rider, which none of its purposes \(insurance-claim\)/,
    ],
    [
      'that a recipient has no purpose',
      'recipient.unused',
      (draft) => (named(draft.recipients, 'recipient.insurer').purposes = []),
      /without a purpose/,
    ],
    [
      'that a recipient gets nothing',
      'recipient.unused',
      (draft) => (named(draft.recipients, 'recipient.insurer').categories = []),
      /without any data/,
    ],
    [
      'which data one period holds, and for which purposes',
      'retention.blanket',
      (draft) => (rule(draft, 'retention.booking').anchor = 'relationship-end'),
      /voucher, identity, .* is kept P1Y .* for 4 purposes alike \(rental, repair, deposit, accounting\)/,
    ],
    [
      'what a role lacks',
      'retention.role-end-unwatched',
      (draft) => (rule(draft, 'retention.reminder').anchor = 'role-end'),
      /no event tells of it, and nobody looks at it at set times/,
    ],
    [
      'for whom no period is given',
      'retention.kind-uncovered',
      (draft) => (draft.retention = without(draft.retention, 'retention.fit')),
      /is kept for [a-z-]+, [a-z-]+/,
    ],
    [
      'what the law would have kept',
      'hold.missing',
      (draft) => (draft.holds = without(draft.holds, 'hold.accounting-books')),
      /^No hold names 1336\/1997 ch\. 2 §10\(1\)\. .* P10Y from financial-year-end.* Add a hold/,
    ],
    [
      'that a hold keeps nothing',
      'hold.missing',
      (draft) => (named(draft.holds, 'hold.accounting-voucher').fieldClasses = []),
      /^accounting-voucher names .* and covers no field class\. .* P6Y from /,
    ],
    [
      'that a hold has no period',
      'hold.against-law',
      (draft) => delete named(draft.holds, 'hold.accounting-voucher').period,
      /without a period from calendar-year-of-financial-year-end; .* says P6Y/,
    ],
    [
      'the period of a hold',
      'hold.against-law',
      (draft) => (named(draft.holds, 'hold.accounting-voucher').period = 'P10Y'),
      /keeps P10Y from/,
    ],
    [
      'both things that are not told of a cookie',
      'cookie.untold',
      (draft) => {
        delete named(draft.cookies, 'cookie.booking').lasts;
        delete named(draft.cookies, 'cookie.booking').thirdParties;
      },
      /how long the cookies stay nor who else can read them/,
    ],
    [
      'the exceptions there are',
      'cookie.before-choice',
      (draft) => delete named(draft.cookies, 'cookie.booking').reference,
      /917\/2014 §205\(2\), 2002\/58\/EC Art\. 5\(3\)/,
    ],
  ])('%s (%s)', (_what, rule, change, words) => {
    const [{ why, mend } = { why: '', mend: '' }] = findingsAfter(change).filter(
      (each) => each.rule === rule,
    );
    expect(`${why} ${mend}`).toMatch(words);
  });

  test.each<[string, Change, readonly string[]]>([
    ['notice.disclosure-conflict', ({ notice }) => (notice.disclosure = 'nobody'), ['recipient.insurer']],
    [
      'rights.withdrawal-over-promise',
      (draft) => {
        draft.purposes = draft.purposes.filter(({ basis }) => basis !== 'contract');
        right(draft, 'right.withdraw').afterwards = 'law-only';
      },
      ['purpose.theft-recovery', 'purpose.service-reminder', 'purpose.feedback'],
    ],
    [
      'notice.automated-decisions-untold',
      (draft) => {
        inferred(draft);
        delete draft.automatedDecisions;
      },
      ['category.interests'],
    ],
    [
      'retention.blanket',
      (draft) => (rule(draft, 'retention.booking').anchor = 'relationship-end'),
      ['purpose.rental', 'purpose.repair', 'purpose.deposit', 'purpose.accounting'],
    ],
    ['data.no-protection-contact', (draft) => (draft.contactPoints = []), []],
  ])('the elements it rests on (%s)', (rule, change, concerns) => {
    const found = findingsAfter(change).filter((each) => each.rule === rule);
    expect(found.map((each) => each.concerns)).toStrictEqual([concerns]);
  });
});
