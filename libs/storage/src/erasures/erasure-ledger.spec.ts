import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HashKeys } from '../hashing/hash-keys.js';
import type { Written } from './erasure-file.schema.js';
import { erasuresMissing } from './erasure-register.js';
import { ErasureLedger, readErasures } from './erasure-ledger.js';

const keys = HashKeys.of({ current: 'h1', keys: { h1: Buffer.alloc(32, 2).toString('base64url') } });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seloste-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const away = { wrote: (): Promise<void> => Promise.reject(new Error('the database is away')) };
const ledger = (): Promise<ErasureLedger> =>
  ErasureLedger.open(folder, 'consent', keys, { clockMs: () => 0 });
const fileOf = (): string => join(folder, 'consent', readdirSync(join(folder, 'consent'))[0]!);
const read = async () => [...(await readErasures(folder, 'consent')).values()].flat();

describe('The erasure ledger', () => {
  it('names what is gone by keyed hashes, with moment and reason, in the order it was said', async () => {
    const own = await ledger();
    await Promise.all([
      own.erased(['store/order-10234'], 'r-1/erase/consent', { unset: ['values'] }),
      own.shredded(['k-1'], 'r-1/erase/consent'),
    ]);
    await own.tombstone({ _id: 't-1', type: 'party.erased' }, 'clock/1');
    await own.close();
    expect(readFileSync(fileOf(), 'utf8')).not.toContain('10234');
    expect(await read()).toMatchObject([
      {
        n: 1,
        at: '1970-01-01T00:00:00.000Z',
        because: 'r-1/erase/consent',
        kid: 'h1',
        deed: { erased: [keys.erasedHash('store/order-10234')], strip: { unset: ['values'] } },
      },
      { n: 2, deed: { shredded: ['k-1'] } },
      { n: 3, because: 'clock/1', deed: { tombstone: { _id: 't-1', type: 'party.erased' } } },
    ]);
  });

  it('of a service that erased nothing is empty', async () => {
    expect(await read()).toEqual([]);
  });

  it('is read whole where an instance died within a line; the next one goes on in a file of its own', async () => {
    const died = await ledger();
    await died.erased(['f-1'], 'c-1');
    appendFileSync(fileOf(), '{"n":2,"at":"19');
    const next = await ledger();
    await next.erased(['f-2'], 'c-2');
    await Promise.all([died.close(), next.close()]);
    expect((await read()).map(({ because }) => because).sort()).toEqual(['c-1', 'c-2']);
  });

  it.each([
    ['a line was changed', (text: string) => text.replace('c-1', 'c-9'), 1],
    ['a line was removed', (text: string) => text.split('\n').slice(1).join('\n'), 1],
    [
      'two lines changed places',
      (text: string) =>
        text
          .split('\n')
          .toSpliced(0, 2, ...text.split('\n').slice(0, 2).toReversed())
          .join('\n'),
      1,
    ],
    ['a line is no JSON', (text: string) => text.replace(/\n\{/, '\n'), 2],
  ])('says so where %s, and which', async (_, spoil, line) => {
    const own = await ledger();
    for (const because of ['c-1', 'c-2', 'c-3']) await own.erased(['f-1'], because);
    await own.close();
    writeFileSync(fileOf(), spoil(readFileSync(fileOf(), 'utf8')));
    await expect(read()).rejects.toThrow(`is not as it was written: line ${line}`);
  });

  it('reports nothing done that could not be written, and can be asked again', async () => {
    const own = await ledger();
    rmSync(join(folder, 'consent'), { recursive: true });
    await expect(own.erased(['f-1'], 'c-1')).rejects.toThrow('ENOENT');
    mkdirSync(join(folder, 'consent'));
    await own.erased(['f-1'], 'c-1');
    await own.close();
    expect(await read()).toHaveLength(1);
  });

  it('is known elsewhere file by file: one that is gone, cut off at its end or put in its place is named', async () => {
    const register = new Map<string, Written>();
    const wrote = async (file: string, last: Written): Promise<void> => void register.set(file, last);
    const own = await ErasureLedger.open(folder, 'consent', keys, { register: { wrote } });
    for (const because of ['c-1', 'c-2', 'c-3']) await own.erased(['f-1'], because);
    await own.close();
    const missing = async () => erasuresMissing(register, await readErasures(folder, 'consent'));
    expect(await missing()).toEqual([]);
    const [file, text] = [fileOf(), readFileSync(fileOf(), 'utf8')];
    writeFileSync(file, text.split('\n').slice(0, 2).join('\n') + '\n');
    expect(await missing()).toEqual([expect.stringMatching(/is cut off after line 2; it had 3$/)]);
    rmSync(file);
    expect(await missing()).toEqual([expect.stringMatching(/^\S+\.jsonl is gone; it had 3 lines$/)]);
    const other = await ledger();
    for (const because of ['c-1', 'c-2', 'c-3']) await other.erased(['f-9'], because);
    await other.close();
    expect(await missing()).toHaveLength(1);
  });

  it('reports nothing done that the register does not know', async () => {
    const own = await ErasureLedger.open(folder, 'consent', keys, { register: away });
    await expect(own.erased(['f-1'], 'c-1')).rejects.toThrow('the database is away');
    await own.close();
  });

  it('is no ledger where its folder cannot be had: the service does not start', async () => {
    writeFileSync(join(folder, 'consent'), 'a file where the folder should be');
    await expect(ledger()).rejects.toThrow('EEXIST');
  });
});
