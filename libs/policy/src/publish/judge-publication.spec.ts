import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { acceptedContent, signedText } from '../acceptance/acceptance.js';
import { lintFile } from '../lint/lint-file.js';
import { parsePolicy } from '../model/parse-policy.js';
import { judgePublication, type Judgement, type Publishing, readVersion } from './judge-publication.js';
import { contentOfVersion, type PolicyFileText, publicationText } from './publication.js';

const folder = 'policies/kettinki/2026-04-01';
const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');
const inForce = parsePolicy(read('policy.yaml'), 'policy.yaml');
const today = '2026-11-23';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** A "signature" that repeats the text. */
const publishing: Publishing = {
  today,
  versions: [inForce],
  judge: {
    sha256,
    verify: (by, text, signature) => signature === `${by} signs ${text}`,
  },
};

const NAMES = ['texts/fi.yaml', 'statements.yaml', 'texts/sv.yaml', 'texts/en.yaml', 'policy.yaml'];
type Edits = Readonly<Record<string, (text: string) => string>>;

/** Kettinki's version as the next one, with its policy file last. */
function version(edits: Edits = {}): PolicyFileText[] {
  return NAMES.map((name) => {
    const text = read(name).replace('validFrom: 2026-04-01', 'validFrom: 2027-01-01');
    return { name, text: edits[name]?.(text) ?? text };
  });
}
const POLICY = 4;
const without = (...names: string[]): PolicyFileText[] =>
  version().filter(({ name }) => !names.includes(name));
const startingOn = (day: string) =>
  version({ 'policy.yaml': (text) => text.replace('validFrom: 2027-01-01', `validFrom: ${day}`) });
const withDigit = (text: string): string => text.replace(/says: (.*)/, 'says: 10 $1');
const judged = (files: readonly PolicyFileText[], more: Partial<Publishing> = {}): Judgement =>
  judgePublication(files, { ...publishing, ...more });
const refused = (...refusals: object[]) => ({ unlawful: false, refusals });

test('a version that is whole, later, of the company and lawful is sound', () => {
  expect(judged(version())).toEqual({
    sound: { policy: expect.objectContaining({ version: 'kettinki/2027-01-01' }), accepted: [] },
  });
  expect(judged(startingOn('2026-11-24'), { versions: [] })).toHaveProperty('sound');
});

describe('A version that people could not read in each language of the notice is refused', () => {
  test.each(['fi', 'sv', 'en'])('%s', (lang) => {
    expect(judged(without(`texts/${lang}.yaml`))).toEqual(
      refused({ reason: `texts/${lang}.yaml is missing: notice.languages names ${lang}` }),
    );
  });

  test('each is named, and a language that the notice does not name is not asked for', () => {
    expect(judged(without('texts/sv.yaml', 'texts/en.yaml'))).toEqual(
      refused({ reason: expect.stringMatching(/sv$/) }, { reason: expect.stringMatching(/en$/) }),
    );
    const finnish = version({
      'policy.yaml': (text) => text.replace(/languages: \[.*\]/, 'languages: [fi]'),
    });
    expect(
      judged(finnish.filter(({ name }) => name !== 'texts/sv.yaml' && name !== 'texts/en.yaml')),
    ).toHaveProperty('sound');
  });

  test('texts that say another thing than the policy, each with its place', () => {
    expect(judged(version({ 'texts/sv.yaml': withDigit, 'texts/en.yaml': () => '[]' }))).toMatchObject(
      refused(
        { file: 2, reason: expect.stringMatching(/^texts\/sv\.yaml:\d+:\d+ .* has a digit/) },
        { file: 3, reason: expect.stringMatching(/^texts\/en\.yaml:1:1 .*must hold element ids/) },
      ),
    );
  });
});

describe('A version whose notice a language has no word for is refused in each such language', () => {
  test.each([
    ['a kind of records', 'kinds: [order,', 'kinds: [parrot,', /^hold\..*: kinds: .* no word for parrot in /],
    [
      'what starts a relationship again',
      'reopenedBy: [order]',
      'reopenedBy: [parrot]',
      /^relationship\.end: reopenedBy: .* no word for parrot in /,
    ],
  ])('%s', (_what, from, to, reason) => {
    const files = version({ 'policy.yaml': (text) => text.replace(from, to) });
    const refusal = { file: POLICY, reason: expect.stringMatching(reason) };
    expect(judged(files)).toEqual(refused(refusal, refusal, refusal));
    expect(judged(files)).toMatchObject(
      refused(...['fi', 'sv', 'en'].map((lang) => ({ reason: expect.stringMatching(` in ${lang};`) }))),
    );
  });
});

test('a field class that is declared no more is refused: what is held under it would be due at once, whatever law keeps it', () => {
  const dropped = {
    ...inForce,
    fieldClasses: [...inForce.fieldClasses, { ...inForce.fieldClasses[0]!, name: 'gone' }],
  };
  expect(judged(version(), { versions: [dropped] })).toEqual(
    refused({ file: POLICY, reason: expect.stringMatching(/^\/fieldClasses must still declare gone: /) }),
  );
  expect(judged(version(), { versions: [dropped, inForce] })).toHaveProperty('sound');
});

describe('A version that is not whole is refused with the file', () => {
  test.each<[string, PolicyFileText[], ...object[]]>([
    ['nothing', [], { reason: 'policy.yaml is missing' }, { reason: 'statements.yaml is missing' }],
    ['no policy', without('policy.yaml'), { reason: 'policy.yaml is missing' }],
    ['no statements', without('statements.yaml'), { reason: 'statements.yaml is missing' }],
    [
      'a file twice',
      [...version(), { name: 'texts/fi.yaml', text: '' }],
      { file: 5, reason: 'has the name of another file' },
    ],
    [
      'a policy with unknown keys: each of them',
      version({ 'policy.yaml': (text) => `${text}\nfirst: 1\nsecond: 2\n` }),
      { file: POLICY, reason: expect.stringMatching(/^policy\.yaml:\d+:1 .*"first"/) },
      { file: POLICY, reason: expect.stringMatching(/^policy\.yaml:\d+:1 .*"second"/) },
    ],
    [
      'statements that are no list',
      version({ 'statements.yaml': () => 'a: b' }),
      { file: 1, reason: 'statements.yaml:1:1 / must be array' },
    ],
    [
      'acceptances that are none',
      [...version(), { name: 'accepted.yaml', text: '- rule: x' }],
      { file: 5, reason: expect.stringMatching(/^accepted\.yaml:1:/) },
    ],
  ])('%s', (_what, files, ...refusals) => {
    expect(judged(files)).toEqual(refused(...refusals));
    expect(readVersion(files)).toEqual({ refusals });
  });

  test('what has another name is the company’s own', () => {
    expect(judged([...version(), { name: 'notes.yaml', text: 'a: [' }])).toHaveProperty('sound');
  });
});

describe('A version that would not be the next one is refused', () => {
  test.each([
    ['of today', startingOn(today), /^\/validFrom must lie after today$/],
    ['of the day of the newest', startingOn('2027-02-01'), /must lie after 2027-02-01, where the newest/],
    ['of before the newest', startingOn('2027-01-31'), /must lie after 2027-02-01, where the newest/],
    [
      'of another company',
      version({ 'policy.yaml': (text) => text.replace('policy: kettinki', 'policy: other') }),
      /^\/policy must be kettinki$/,
    ],
  ])('%s', (_what, files, reason) => {
    const newest = { ...inForce, validFrom: '2027-02-01' };
    expect(judged(files, { versions: [inForce, inForce, newest] })).toEqual(
      refused({ file: POLICY, reason: expect.stringMatching(reason) }),
    );
  });
});

describe('scope.law: what the lint finds stops a version until an officer has accepted it', () => {
  const unlawful: Edits = {
    'statements.yaml': (text) => `${text}\n- { id: promise.more, kind: promise, says: More., must: More. }\n`,
  };

  test('each finding with its place, rule, article and what mends it', () => {
    const words =
      /^\d+:\d+ \/notice statement\.uncarried \(GDPR Art\. .*\): The notice says promise\.more.* Add the/;
    expect(judged(version(unlawful))).toEqual({
      unlawful: true,
      refusals: [{ file: POLICY, reason: expect.stringMatching(words) }],
    });
  });

  function acceptedUpTo(expires: string) {
    const files = version(unlawful);
    const { policy, findings } = lintFile(
      { file: 'policy.yaml', text: files[POLICY]!.text },
      { on: today, statements: { file: 'statements.yaml', text: files[1]!.text } },
    );
    const entries = findings.map((finding) => {
      const { rule, element } = finding;
      const content = sha256(acceptedContent(policy!, finding));
      const entry = { rule, element, reason: 'For a while.', by: 'Aino', expires, content };
      return { ...entry, signature: `Aino signs ${signedText(policy!.version, entry)}` };
    });
    return { entries, all: [...files, { name: 'accepted.yaml', text: JSON.stringify(entries) }] };
  }

  test('accepted up to the first day of the version, it is sound; up to the day before, it is not', () => {
    const { entries, all } = acceptedUpTo('2027-01-01');
    expect(judged(all)).toMatchObject({ sound: { accepted: entries } });
    expect(judged(acceptedUpTo('2026-12-31').all)).toMatchObject({ unlawful: true });
    expect(judged(all, { judge: { ...publishing.judge, verify: () => false } })).toMatchObject({
      unlawful: true,
    });
  });
});

describe('What an officer signs', () => {
  const files = [
    { name: 'b', text: '2' },
    { name: 'a', text: '1' },
  ];

  test('is the files by name, whatever order they come in', () => {
    expect(contentOfVersion(files)).toBe('["seloste-policy-1",["a","1"],["b","2"]]');
    expect(contentOfVersion(files.toReversed())).toBe(contentOfVersion(files));
  });

  test('names the version with the hash of its files', () => {
    expect(publicationText('kettinki/2027-01-01', 'ab')).toBe(
      '["seloste-publication-1","kettinki/2027-01-01","ab"]',
    );
  });
});
