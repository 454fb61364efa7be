import { describe, expect, test } from '@jest/globals';
import { currentLaw } from '../law/law.js';
import { type Change, findingsAfter, named, on, purpose, right, rule } from './changed-policy.fixture.js';
import { lintRules } from './lint-rules.js';

const judged = (change: Change, date: string): string[] =>
  findingsAfter(change, date).map((each) => each.rule);

/** Wrong by acts that came into force on different days. */
const everywhereWrong: Change = (draft) => {
  delete draft.authority;
  draft.rights = [];
  named(draft.sources, 'source.subscriber').noticeWithin = 'P2M';
  named(draft.deadlines, 'deadline.answer').period = 'P2M';
  delete named(draft.cookies, 'cookie.booking').reference;
  rule(draft, 'retention.messages').period = 'P10Y';
  named(draft.holds, 'hold.accounting-voucher').period = 'P1Y';
  purpose(draft, 'purpose.rental').note = 'As for 131052-308T';
};

describe('scope.law: what is not in force yet, nobody has broken', () => {
  test.each([
    ['2014-12-31', []],
    ['2015-01-01', ['cookie.before-choice']],
    ['2018-05-24', ['cookie.before-choice']],
    ['2018-12-31', ['rights.untold', 'source.told-late', 'rights.answered-late', 'hold.against-law']],
    ['2019-01-01', ['rights.untold', 'text.personal-identity-code']],
  ])('on %s', (date, rules) => {
    const found = judged(everywhereWrong, date);
    expect(found).toEqual(expect.arrayContaining(rules));
    if (date < '2018-05-25') expect(found).toEqual(rules);
    expect(found.includes('text.personal-identity-code')).toBe(date >= '2019-01-01');
  });

  test('every rule is named by an act whose dates the law gives', () => {
    const acts = currentLaw.acts.map(({ act }) => `${act} `);
    expect(
      lintRules.filter(({ article }) => !acts.some((act) => article.startsWith(act))).map(({ id }) => id),
    ).toEqual([]);
  });
});

/** [section of the law, what breaks it, the rule] */
const sections: readonly (readonly [Exclude<keyof typeof currentLaw, 'acts'>, Change, string])[] = [
  ['eea', () => undefined, 'transfer.eea-against-law'],
  ['rights', (draft) => (draft.rights = []), 'rights.untold'],
  ['erasureGrounds', (draft) => right(draft, 'right.erase').limits?.splice(1), 'rights.limit-without-ground'],
  ['erasureGrounds', () => undefined, 'hold.no-erasure-ground'],
  ['strictlyNecessaryCookies', () => undefined, 'cookie.before-choice'],
  [
    'answerWithin',
    (draft) => (named(draft.deadlines, 'deadline.answer').period = 'P2M'),
    'rights.answered-late',
  ],
  [
    'tellSourceWithin',
    (draft) => (named(draft.sources, 'source.subscriber').noticeWithin = 'P2M'),
    'source.told-late',
  ],
  ['keeping', (draft) => (named(draft.holds, 'hold.accounting-voucher').period = 'P1Y'), 'hold.against-law'],
  ['keeping', (draft) => (draft.holds = []), 'hold.missing'],
  [
    'keeping',
    (draft) => delete named(draft.holds, 'hold.accounting-voucher').outranksErasure,
    'hold.ends-on-request',
  ],
  ['claims', (draft) => (rule(draft, 'retention.messages').period = 'P10Y'), 'retention.long-unreasoned'],
  [
    'personalIdentityCode',
    (draft) => (purpose(draft, 'purpose.rental').note = 'As for 131052-308T'),
    'text.personal-identity-code',
  ],
];

describe('scope.law: an entry of the law applies from its first day to its last', () => {
  /** Grounds and members allow; the rest forbids. */
  const allows = ['eea', 'erasureGrounds', 'strictlyNecessaryCookies'];

  test.each(sections)('%s, %#', (section, change, rule) => {
    const applies = (dates: { validFrom: string; validTo?: string }): boolean => {
      const law = { ...currentLaw, [section]: currentLaw[section].map((each) => ({ ...each, ...dates })) };
      const found = findingsAfter(change, on, law).some((each) => each.rule === rule);
      return allows.includes(section) ? !found : found;
    };
    expect(applies({ validFrom: on })).toBe(true);
    expect(applies({ validFrom: '2026-11-24' })).toBe(false);
    expect(applies({ validFrom: '2020-01-01', validTo: on })).toBe(true);
    expect(applies({ validFrom: '2020-01-01', validTo: '2026-11-22' })).toBe(false);
  });
});

test.each([
  ['131052-308T', '2022-12-31', true],
  ['010100A010S', '2022-12-31', true],
  ['010190Y999W', '2022-12-31', false],
  ['010190Y999W', '2023-01-01', true],
  ['131052-308T', '2023-01-01', true],
  ['010100B010S', '2023-01-01', true],
  ['010100G010S', '2023-01-01', false],
])('scope.law: the personal identity code %s on %s is found: %s', (code, date, found) => {
  const rules = judged((draft) => (purpose(draft, 'purpose.rental').note = `For ${code}.`), date);
  expect(rules.includes('text.personal-identity-code')).toBe(found);
});
