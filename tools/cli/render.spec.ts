import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { runCli } from './run-cli.js';

const midare = 'policies/midare/2018-05-25';
const folder = mkdtempSync(join(tmpdir(), 'seloste-render-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('seloste render', () => {
  test.each(['fi', 'sv', 'en'])(
    'contact.controller: writes the company and its street address in %s',
    async (lang) => {
      for (const what of [['--layer', 'short'], ['--layer', 'full'], ['--record']]) {
        const { code, out } = await seloste('render', midare, '--lang', lang, ...what);
        expect(code).toBe(0);
        expect(out).toContain('Midare Oy');
        expect(out).toContain('Ahjokatu 14, Jyväskylä');
      }
    },
    20_000,
  );

  test("of the project's own policy, where no path is named", async () => {
    const { code, out } = await seloste('render', '--record', '--as', 'md', '--lang', 'en');
    expect(code).toBe(0);
    expect(out).toMatch(/^# .*Midare Oy/);
  });

  test('as JSON, with nothing else on standard output', async () => {
    const { out } = await seloste('render', midare, '--lang', 'sv', '--as', 'md', '--format', 'json');
    const { text, ...rest } = JSON.parse(out) as { text: string };
    expect(rest).toEqual({ lang: 'sv', as: 'md', version: 'midare/2018-05-25' });
    expect(text).toMatch(/^# Midare Oy/);
  });

  test('to a file, and nothing to standard output', async () => {
    const file = join(folder, 'notice.html');
    expect(await seloste('render', midare, '--out', file)).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toContain('<html lang="fi">');
  });

  test('of a folder the version of the day, with what changed since the one before', async () => {
    const company = join(folder, 'company');
    for (const day of ['2018-05-25', '2027-01-01']) cpSync(midare, join(company, day), { recursive: true });
    edit(join(company, '2027-01-01', 'policy.yaml'), [
      ['validFrom: 2018-05-25\nmax', 'validFrom: 2027-01-01\nmax'],
      ['anchor: relationship-end\n    period: P10Y', 'anchor: relationship-end\n    period: P5Y'],
    ]);
    const on = async (day: string): Promise<string> =>
      (await seloste('render', company, '--lang', 'en', '--as', 'text', '--on', day)).out;
    expect(await on('2026-12-31')).not.toContain('What changed for you');
    expect(await on('2027-01-01')).toContain('Before: 10 years. Now: 5 years.');
    expect(await seloste('render', company, '--on', '2018-05-24')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no policy that is in force on 2018-05-24'),
    });
  });

  test('of a proposal that lies elsewhere, what would change since the version named with --previous', async () => {
    const proposed = ['render', 'policies/midare-proposed', '--lang', 'en', '--as', 'text'];
    expect((await seloste(...proposed)).out).not.toContain('What changed for you');
    const { code, out } = await seloste(...proposed, '--previous', 'policies/midare');
    expect([code, out]).toEqual([0, expect.stringContaining('What changed for you')]);
  });

  test.each<[string, string[], number, string]>([
    [
      'another company before it',
      [midare, '--previous', 'policies/kettinki'],
      2,
      '--previous: policies/kettinki holds no version before midare/2018-05-25',
    ],
    [
      'a later version before it',
      [midare, '--previous', 'policies/midare-proposed'],
      2,
      '--previous: policies/midare-proposed holds no version before',
    ],
    ['nothing before it', [midare, '--previous', 'nowhere'], 2, '--previous: nowhere is not there'],
    [
      'companies side by side',
      ['policies'],
      2,
      'policies holds policies of kettinki, midare-proposed, midare; name one',
    ],
    ['no such path', ['nowhere'], 2, 'nowhere is not there'],
    ['no such language', [midare, '--lang', 'de'], 2, 'Allowed choices are fi, sv, en'],
    ['no such day', [midare, '--on', '2026-02-30'], 2, '--on: "2026-02-30" is no date that exists'],
    [
      'a file that cannot be written',
      [midare, '--out', '/nowhere/notice'],
      1,
      '/nowhere/notice cannot be written',
    ],
  ])('%s: one clear line', async (_what, args, code, line) => {
    const ran = await seloste('render', ...args);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(line);
  });

  test('a language the policy has no texts in is refused by name', async () => {
    const bare = join(folder, 'bare', '2018-05-25');
    cpSync(midare, bare, { recursive: true });
    rmSync(join(bare, 'texts', 'sv.yaml'));
    expect(await seloste('render', bare, '--lang', 'sv')).toEqual({
      code: 2,
      out: '',
      err: `seloste: midare/2018-05-25 has no texts in sv: there is no ${join(bare, 'texts', 'sv.yaml')}\n`,
    });
  });

  test('a text with a number in it is refused, with file and line', async () => {
    const numbered = join(folder, 'numbered', '2018-05-25');
    cpSync(midare, numbered, { recursive: true });
    edit(join(numbered, 'texts', 'en.yaml'), [['for this long.', 'for 10 years.']]);
    const { code, err } = await seloste('render', numbered, '--lang', 'fi');
    expect(code).toBe(2);
    expect(err).toMatch(/texts\/en\.yaml:\d+:\d+ \/retention\.customer\/says has a digit/);
  });
});

function edit(file: string, replaced: readonly (readonly [string, string])[]): void {
  const text = readFileSync(file, 'utf8');
  const edited = replaced.reduce((all, [from, to]) => all.replace(from, to), text);
  expect(edited).not.toBe(text);
  writeFileSync(file, edited);
}

async function seloste(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(args, { env: {}, out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}
