import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Finding, lintFile } from '#policy';

const folder = 'policies/midare/2018-05-25';
const [file, statements] = ['policy.yaml', 'statements.yaml'].map((name) => ({
  file: `${folder}/${name}`,
  text: readFileSync(`${folder}/${name}`, 'utf8'),
}));
const findings = lint('2026-11-23');

/** [case, rule, element, severity, statement it rests on, part of the article] */
const cases = [
  [1, 'transfer.mechanism-void', 'recipient.software-vendor', 'error', 'transfer.us', 'C-311/18'],
  [2, 'notice.no-authority', 'notice.document', 'error', 'scope.law', '13(2)(d)'],
  [3, 'rights.untold', 'right.portability', 'error', 'source.subject', '20'],
  [4, 'notice.accepted-by-use', 'notice.document', 'error', 'scope.use-accepts', '4(11)'],
  [5, 'cookie.browser-settings', 'cookie.statistics', 'error', 'cookie.use', '§205'],
  [5, 'cookie.untold', 'cookie.necessary', 'error', 'cookie.use', 'Planet49'],
  [5, 'cookie.untold', 'cookie.statistics', 'error', 'cookie.use', 'Planet49'],
  [6, 'retention.blanket', 'retention.customer', 'error', 'retention.customer', 'Kesko'],
  [7, 'rights.limit-without-ground', 'right.erase', 'error', 'right.erase-limits', '17(3)'],
  [8, 'notice.disclosure-conflict', 'notice.document', 'conflict', 'recipient.none', '13(1)(e)'],
  [9, 'rights.withdrawal-over-promise', 'right.withdraw', 'conflict', 'right.withdraw', '7(3)'],
  [10, 'data.contact-unreachable', 'contact.street', 'warning', 'contact.controller', '13(1)(a)'],
  [10, 'data.no-protection-contact', 'contact.street', 'warning', 'contact.controller', '(b)'],
  [11, 'notice.objection-not-separate', 'right.object', 'warning', 'right.object', '21(4)'],
  [12, 'data.obligation-untold', 'category.contact', 'warning', 'data.contact', '13(2)(e)'],
  [12, 'data.obligation-untold', 'category.relationship', 'warning', 'data.relationship', '13(2)(e)'],
  [12, 'data.obligation-untold', 'category.permissions', 'warning', 'data.permissions', '13(2)(e)'],
  [12, 'data.obligation-untold', 'category.interests', 'warning', 'data.permissions', '13(2)(e)'],
  [12, 'data.obligation-untold', 'category.registration', 'warning', 'data.registration', '13(2)(e)'],
  [12, 'notice.automated-decisions-untold', 'notice.document', 'warning', 'scope.law', '22'],
  [13, 'source.unnamed', 'source.subscriber', 'warning', 'source.employer', '14(2)(f)'],
  [13, 'source.unnamed', 'source.external', 'warning', 'source.external', '14(2)(f)'],
  [14, 'notice.undated', 'notice.document', 'warning', 'scope.law', '12(1)'],
  [15, 'topic.consent-untold', 'topic.monthly-round-up', 'warning', 'newsletter.subscribe', '7(1)'],
  [
    16,
    'retention.role-end-unwatched',
    'retention.marketing-by-role',
    'warning',
    'retention.marketing',
    '13(2)(a)',
  ],
  [
    16,
    'retention.role-end-unwatched',
    'retention.inferred-by-role',
    'warning',
    'retention.marketing',
    '13(2)(a)',
  ],
] as const;

describe('scope.law: the sixteen cases of the notice of 25 May 2018', () => {
  test.each(cases)(
    'scope.law, case %i: %s at %s, %s',
    (_case, rule, element, severity, statement, article) => {
      const found = findings.filter((each) => each.rule === rule && each.element === element);
      expect(found).toEqual([expect.objectContaining({ severity })]);
      const [{ place, ...finding }] = found as [Finding];
      expect(finding.article).toContain(article);
      expect(finding.statements).toContain(statement);
      expect([finding.why, finding.mend].filter((words) => words.length < 20)).toEqual([]);
      expect(place).toMatchObject({ file: file?.file, pointer: expect.stringMatching(/^\/[a-zA-Z]+/) });
    },
  );

  test('the place of a finding is where its word stands in the file', () => {
    const lines = file?.text.split('\n') ?? [];
    const at = (rule: string): string | undefined => {
      const { line = 0, column = 0 } = findings.find((each) => each.rule === rule)?.place ?? {};
      return lines[line - 1]?.slice(column - 1);
    };
    expect(at('notice.accepted-by-use')).toBe('by-use');
    expect(at('transfer.mechanism-void')).toContain('mechanism: privacy-shield');
    expect(at('retention.blanket')).toBe('P10Y');
  });

  test('case 1 names the mechanisms that would do', () => {
    const mend = findings.find(({ rule }) => rule === 'transfer.mechanism-void')?.mend;
    expect(mend).toMatch(/eu-us-dpf \(needs certification\) or standard-clauses \(needs assessment\)/);
  });
});

describe('scope.law: beyond the sixteen', () => {
  test('each legitimate interest lacks its balancing test, and no step delivers the notice', () => {
    const known: readonly string[] = cases.map(([, rule]) => rule);
    const others = findings.filter(({ rule }) => !known.includes(rule));
    expect(others.filter(({ rule }) => rule === 'purpose.no-balancing-test')).toHaveLength(12);
    expect([...new Set(others.map(({ rule }) => rule))]).toEqual([
      'notice.not-delivered',
      'purpose.no-balancing-test',
    ]);
  });

  test.each([
    ['2018-05-25', 'transfer.condition-unmet'],
    ['2020-07-15', 'transfer.condition-unmet'],
    ['2020-07-16', 'transfer.mechanism-void'],
  ])('transfer.us: judged on %s the finding is %s', (on, rule) => {
    expect(
      lint(on)
        .filter((each) => each.rule.startsWith('transfer.'))
        .map((each) => each.rule),
    ).toEqual([rule]);
  });

  test('a day before the policy is in force is its first day', () => {
    expect(lint('2010-01-01')).toEqual(lint('2018-05-25'));
  });
});

function lint(on: string): readonly Finding[] {
  if (file === undefined) throw new Error('no policy');
  return lintFile(file, { on, statements }).findings;
}
