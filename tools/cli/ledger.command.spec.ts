import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerBuilder, testLedgerKey } from '../../libs/ledger/src/ledger.builder.js';
import { seloste } from './test/seloste.js';

let folder: string;
const at = (name: string): string => join(folder, name);
const ledger = (): LedgerBuilder =>
  new LedgerBuilder().tell('a').tell('b').seal('2026-07-01').head('2026-07-01').erase('a').seal('2026-07-02');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seloste-ledger-'));
  const lines = (kept: (kind: string) => boolean): string =>
    ledger()
      .export('2026-07-02')
      .filter(({ kind }) => kept(kind))
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
  await writeFile(
    at('whole.jsonl'),
    lines(() => true),
  );
  await writeFile(
    at('cut.jsonl'),
    lines((kind) => kind !== 'end'),
  );
  await writeFile(at('key.pub'), testLedgerKey().publicKey);
  await writeFile(at('other.pub'), testLedgerKey(9).publicKey);
  await writeFile(at('head.json'), JSON.stringify({ service: 'consent', head: ledger().heads[0] }));
});
afterAll(() => rm(folder, { recursive: true }));

const verify = (file: string, ...more: string[]): Promise<{ code: number; out: string; err: string }> =>
  seloste(['ledger', 'verify', at(file), ...more]);

describe('seloste ledger verify', () => {
  it('says what is held, and that nothing was changed', async () => {
    const { code, out } = await verify('whole.jsonl', '--public-key', at('key.pub'));
    expect([code, out]).toEqual([
      0,
      'the ledger of consent as of 2026-07-02T12:00:00.000Z: 2 records under 2 seals and 1 daily heads, 1 erased with a note, 0 not sealed yet\nnothing was changed\n',
    ]);
  });

  it('names what it finds, and ends with 1', async () => {
    const { code, out, err } = await verify('cut.jsonl', '--public-key', at('key.pub'));
    expect([code, err]).toEqual([1, `seloste: 1 findings in ${at('cut.jsonl')}\n`]);
    expect(out).toMatch(/\nsomething is cut off after: seal 2\n$/);
  });

  it('answers programs in JSON', async () => {
    const { code, out } = await verify('cut.jsonl', '--public-key', at('key.pub'), '--format', 'json');
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { findings: [{ problem: 'cut-off', seal: 2 }], seals: 2 },
    ]);
  });

  it('trusts no other key, and any of several', async () => {
    expect((await verify('whole.jsonl', '--public-key', at('other.pub'))).code).toBe(1);
    const both = ['--public-key', at('other.pub'), '--public-key', at('key.pub')];
    expect((await verify('whole.jsonl', ...both)).code).toBe(0);
  });

  it('holds a ledger to the head that was published: one written anew has another salt', async () => {
    const { code, out } = await verify(
      'whole.jsonl',
      '--public-key',
      at('key.pub'),
      '--head',
      at('head.json'),
    );
    expect(code).toBe(1);
    expect(out).toMatch(/\nanother head was published for this day: day 2026-07-01\n$/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no key', ['whole.jsonl'], /--public-key/],
    ['a file that is not there', ['nowhere', '--public-key', 'key.pub'], /nowhere cannot be read/],
    ['a key that is none', ['whole.jsonl', '--public-key', 'head.json'], /a public key must be PEM/],
    [
      'a head that is none',
      ['whole.jsonl', '--public-key', 'key.pub', '--head', 'key.pub'],
      /--head must be/,
    ],
    ['a file that is no export', ['key.pub', '--public-key', 'key.pub'], /key.pub is no export of a ledger/],
  ])('refuses %s with one clear line', async (_, args, words) => {
    const { code, out, err } = await seloste([
      'ledger',
      'verify',
      ...args.map((arg) => (arg.startsWith('--') ? arg : at(arg))),
    ]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(words);
  });
});
