import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../decide/decide.js';
import type { Finding } from '../lint/finding.js';
import { indexPolicy } from '../model/index-policy.js';
import { lintPolicy } from '../lint/lint-policy.js';
import { parsePolicy } from '../model/parse-policy.js';
import type { Policy } from '../model/policy.js';
import { questionsOf } from '../simulate/questions.js';
import {
  type Acceptance,
  acceptedContent,
  parseAcceptances,
  parseOfficers,
  signedText,
} from './acceptance.js';
import { type AcceptanceJudge, openFindings } from './open-findings.js';

const file = 'policies/kettinki/2026-04-01/policy.yaml';
const clean = parsePolicy(readFileSync(file, 'utf8'), file);
const on = '2026-11-23';
const policy = changed({
  notice: { ...clean.notice, dated: false, acceptance: 'by-use' },
  authority: undefined,
});
const findings = lintPolicy(policy, { on });

/** No cryptography here: a "hash" that is as long as the text, and a "signature" that repeats it. */
const sha256 = (text: string): string => `#${text}`;
const sign = (by: string, text: string): string => `${by} signs ${text}`;
const judge: AcceptanceJudge = {
  policy,
  on,
  sha256,
  verify: (by, text, signature) => by === 'Aino' && signature === sign(by, text),
};

function accepted(rule: string, more: Partial<Acceptance> = {}, by = 'Aino'): Acceptance {
  const finding = findings.find((each) => each.rule === rule);
  if (finding === undefined) throw new Error(`no ${rule}`);
  const content = sha256(acceptedContent(policy, finding));
  const entry = {
    rule,
    element: finding.element,
    reason: 'For a while.',
    by,
    expires: '2026-12-31',
    content,
  };
  return { ...entry, signature: sign(by, signedText(policy.version, entry)), ...more };
}

const rules = (list: readonly Finding[]): string[] => list.map(({ rule }) => rule);

describe('scope.law: an accepted finding does not stop a publish', () => {
  test('without acceptances all is open, and errors and conflicts block', () => {
    const judged = openFindings(findings, [], judge);
    expect(rules(judged.open)).toEqual(['notice.accepted-by-use', 'notice.no-authority', 'notice.undated']);
    expect(rules(judged.blocking)).toEqual(['notice.accepted-by-use', 'notice.no-authority']);
    expect(judged.accepted).toEqual([]);
  });

  test('of several findings of a rule at one element each is accepted alone', () => {
    const [finding] = findings;
    if (finding === undefined) throw new Error('nothing found');
    const twice = [finding, { ...finding, why: 'Another thing is wrong.' }];
    const acceptance = accepted(finding.rule);
    const judged = openFindings(twice, [acceptance], judge);
    expect(judged.open).toEqual([twice[1]]);
    const other = openFindings([twice[1]!], [acceptance], judge);
    expect(rules(other.open)).toEqual([finding.rule, 'acceptance.changed']);
  });

  test('what is accepted is set apart with its acceptance; the rest stays', () => {
    const acceptance = accepted('notice.no-authority');
    const judged = openFindings(findings, [acceptance], judge);
    expect(rules(judged.open)).toEqual(['notice.accepted-by-use', 'notice.undated']);
    expect(judged.accepted).toEqual([
      { finding: expect.objectContaining({ rule: 'notice.no-authority' }), acceptance },
    ]);
  });

  test.each([
    ['2026-12-31', 1],
    ['2027-01-01', 0],
  ])('it holds on its last day and not after: on %s %i are accepted', (date, count) => {
    expect(
      openFindings(findings, [accepted('notice.undated')], { ...judge, on: date }).accepted,
    ).toHaveLength(count);
  });

  test.each([
    ['2026-12-31', ['acceptance.expired']],
    ['2027-01-01', []],
  ])('one up to %s is judged on the first day of a version that starts on 1.1.2027', (expires, faults) => {
    const later = { ...policy, validFrom: '2027-01-01' };
    const acceptance = accepted('notice.undated', { expires });
    const judged = openFindings(findings, [acceptance], { ...judge, policy: later, verify: () => true });
    expect(rules(judged.open).filter((rule) => rule.startsWith('acceptance.'))).toEqual(faults);
  });
});

describe('scope.law: an acceptance that does not hold leaves its finding open and is a finding itself', () => {
  test.each<[string, () => Acceptance, Partial<AcceptanceJudge>?]>([
    ['acceptance.expired', () => accepted('notice.no-authority', {}), { on: '2027-01-01' }],
    ['acceptance.unsigned', () => accepted('notice.no-authority', { signature: undefined })],
    ['acceptance.forged', () => accepted('notice.no-authority', { reason: 'For ever.' })],
    ['acceptance.forged', () => accepted('notice.no-authority', { expires: '2030-12-31' })],
    ['acceptance.forged', () => accepted('notice.no-authority', {}, 'Onni')],
    ['acceptance.changed', () => accepted('notice.no-authority', { content: '#' })],
    ['acceptance.changed', () => accepted('notice.no-authority', { rule: 'notice.undated' })],
    ['acceptance.unused', () => accepted('notice.no-authority', { element: 'right.gone' })],
    ['acceptance.unused', () => accepted('notice.no-authority', { element: 'right.erase' })],
    [
      'acceptance.changed',
      () => accepted('notice.no-authority'),
      { policy: changed({ notice: { ...policy.notice, note: 'x' } }) },
    ],
    [
      'acceptance.forged',
      () => accepted('notice.no-authority'),
      { policy: { ...policy, version: 'kettinki/2030-01-01' } },
    ],
  ])('%s', (rule, made, more = {}) => {
    const acceptance = made();
    const judged = openFindings(findings, [acceptance], { ...judge, ...more });
    expect(judged.accepted).toEqual([]);
    expect(judged.open).toHaveLength(findings.length + 1);
    const { element } = acceptance;
    expect(judged.open.at(-1)).toMatchObject({
      rule,
      element,
      severity: 'warning',
      article: expect.stringContaining('Art. 5(2)'),
      concerns: [],
      place: { pointer: '' },
      statements: policy.elements.get(element)?.statements ?? [],
    });
    expect(judged.open.at(-1)?.why).toContain(acceptance.rule);
  });

  test('a warning that was accepted is not the error it has become', () => {
    const ending = '2028-01-15';
    const [warning] = lintPolicy(clean, { on: ending });
    const [error] = lintPolicy(clean, { on: '2028-04-01' });
    if (warning === undefined || error === undefined) throw new Error('nothing ends');
    expect([warning.rule, error.rule]).toEqual([
      'recipient.processor-contract',
      'recipient.processor-contract',
    ]);
    expect(acceptedContent(clean, warning)).not.toBe(acceptedContent(clean, error));
  });

  test('two findings of one rule at one element are accepted apart', () => {
    const rights = clean.rights.filter(({ id }) => !['right.portability', 'right.rectify'].includes(id));
    const bare = changed({ rights });
    const [first, second] = lintPolicy(bare, { on }).filter(({ rule }) => rule === 'rights.untold');
    if (first === undefined || second === undefined) throw new Error('both are told');
    expect(first.element).toBe(second.element);
    expect(acceptedContent(bare, first)).not.toBe(acceptedContent(bare, second));
  });
});

describe('what an officer signs', () => {
  const entry = {
    rule: 'notice.undated',
    element: 'notice.document',
    reason: 'For a while.',
    by: 'Aino',
    expires: '2026-12-31',
    content: 'c0ffee',
  };

  test('is the form of the text, the version and all of the acceptance, in this order for good', () => {
    expect(signedText('kettinki/2026-04-01', entry)).toBe(
      '["seloste-acceptance-1","kettinki/2026-04-01","notice.undated","notice.document","c0ffee","For a while.","Aino","2026-12-31"]',
    );
  });

  test('rests on the finding as it was read and its elements with sorted keys, in this order for good', () => {
    const right = { statements: [], reference: 'GDPR Art. 17', name: 'erase', id: 'right.erase' };
    const small = { elements: new Map([[right.id, right]]) } as unknown as Policy;
    const finding = { ...findings[0]!, rule: 'a.b', article: 'Art. 13', why: 'Told nowhere.' };
    expect(acceptedContent(small, { ...finding, element: right.id, concerns: ['right.gone'] })).toBe(
      `["a.b","${finding.severity}","Art. 13","Told nowhere.",[{"id":"right.erase","name":"erase","reference":"GDPR Art. 17","statements":[]},"right.gone"]]`,
    );
  });

  test('an element whose keys stand in another order is the same element', () => {
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([key, inner]) => [key, turned(inner)]),
            )
          : value;
    const { purposes } = clean;
    const other = changed({ purposes: turned(purposes) as Policy['purposes'] });
    for (const { id } of purposes) {
      const finding = { ...findings[0]!, element: id };
      expect(acceptedContent(other, finding)).toBe(acceptedContent(clean, finding));
    }
  });

  test('the order of a list is part of what is accepted', () => {
    const [first, ...others] = clean.purposes;
    const other = changed({
      purposes: [{ ...first!, categories: first!.categories.toReversed() }, ...others],
    });
    const finding = { ...findings[0]!, element: first!.id };
    expect(acceptedContent(other, finding)).not.toBe(acceptedContent(clean, finding));
  });
});

test('scope.law: whatever is accepted, no decision and no policy changes', () => {
  const facts = { audience: 'customer', contracts: [], consents: [], prohibitions: [] };
  const known = {
    ...facts,
    objections: [],
    restrictions: [],
    asOf: `${on}T12:00:00Z`,
    now: `${on}T12:00:00Z`,
  };
  const decisions = () =>
    questionsOf(policy, policy).map((asked) => decide(policy, { ...asked, at: known.now }, known));
  const [before, content] = [decisions(), JSON.stringify(policy)];
  const flawed = fc.constantFrom<Partial<Acceptance>>(
    {},
    { signature: undefined },
    { content: '#' },
    { expires: '2026-11-22' },
  );
  const some = fc.subarray(findings.map(({ rule }) => rule));
  fc.assert(
    fc.property(some, flawed, (taken, flaw) => {
      const acceptances = taken.map((rule) => accepted(rule, flaw));
      const judged = openFindings(findings, acceptances, judge);
      expect(decisions()).toEqual(before);
      expect(JSON.stringify(policy)).toBe(content);
      const told = [...judged.open, ...judged.accepted.map(({ finding }) => finding)];
      expect(rules(told)).toEqual(expect.arrayContaining(rules(findings)));
    }),
    { numRuns: 30 },
  );
});

describe('accepted.yaml and officers.yaml', () => {
  const entry = `- { rule: a, element: b, reason: Long enough., by: Aino, expires: 2026-12-31, content: ${'a'.repeat(64)} }`;

  test('are lists; an empty file is an empty list', () => {
    expect(parseAcceptances(entry, 'accepted.yaml')).toMatchObject([{ rule: 'a', expires: '2026-12-31' }]);
    expect(parseAcceptances('', 'accepted.yaml')).toEqual([]);
    expect(parseOfficers('- { name: Aino, publicKey: MCow }', 'officers.yaml')).toEqual([
      { name: 'Aino', publicKey: 'MCow' },
    ]);
  });

  test.each([
    ['officer-1', '- { id: officer-1, name: Aino, publicKey: MCow }'],
    ['officer-1', '- { id: officer-1, publicKey: MCow }'],
  ])('an officer with an id signs as %s, and the name goes no further', (name, text) => {
    expect(parseOfficers(text, 'officers.yaml')).toEqual([{ name, publicKey: 'MCow' }]);
  });

  test('an officer has an id or a name', () => {
    expect(() => parseOfficers('- { publicKey: MCow }', 'officers.yaml')).toThrow('required');
  });

  test.each([
    ['an unknown key', entry.replace('reason', 'reson'), 'did you mean "reason"'],
    ['a date that does not exist', entry.replace('2026-12-31', '2026-02-30'), 'format'],
    ['no reason to speak of', entry.replace('Long enough.', 'ok'), '10 characters'],
    ['text that is no YAML', '- {', 'accepted.yaml:1'],
    ['no list', 'rule: a', 'must be array'],
  ])('%s is refused with its place', (_what, text, words) => {
    expect(() => parseAcceptances(text, 'accepted.yaml')).toThrow(words);
  });
});

function changed(change: Partial<Policy>): Policy {
  return indexPolicy({ ...clean, ...change });
}
