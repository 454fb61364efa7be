import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { isTransient } from '../storage-errors.js';
import { FileMasterKey } from './master-key.js';
import type { MasterKey } from './master-key.port.js';
import { MemoryKms } from './memory-kms.fake.js';

/** Clients of one keeper of master keys: of an older and a newer list, and of one that never saw the older key. */
interface Clients {
  readonly before: MasterKey;
  readonly after: MasterKey;
  readonly without: MasterKey;
}

const fileOf = (current: string, keys: readonly (readonly [string, Buffer])[]) =>
  new FileMasterKey({ current, keys: new Map(keys) });

function files(): Clients {
  const [m1, m2] = [randomBytes(32), randomBytes(32)];
  return {
    before: fileOf('m1', [['m1', m1]]),
    after: fileOf('m2', [
      ['m1', m1],
      ['m2', m2],
    ]),
    without: fileOf('m2', [['m2', m2]]),
  };
}

function kms(): Clients {
  const [keys, others] = [new Map<string, Buffer>(), new Map<string, Buffer>()];
  return {
    before: new MemoryKms('m1', keys),
    after: new MemoryKms('m2', keys),
    without: new MemoryKms('m2', others),
  };
}

const items = Array.from({ length: 7 }, (_, index) => ({
  key: randomBytes(32),
  context: `p_${index}|proof|k`,
}));

describe.each<[string, () => Clients]>([
  ['FileMasterKey', files],
  ['a KMS (the fake MemoryKms)', kms],
])('%s keeps the contract of a master key', (_, make) => {
  test('what it wraps opens again, in the order given, and says who wrapped it', async () => {
    const { before } = make();
    const wrapped = await before.wrap(items);
    expect(wrapped.map(({ by }) => by)).toEqual(items.map(() => before.current));
    expect(await before.unwrap(withContext(wrapped))).toEqual(items.map(({ key }) => key));
    expect(await before.unwrap(withContext(wrapped).toReversed())).toEqual(
      items.map(({ key }) => key).toReversed(),
    );
  });

  test('no wrap shows its key, and two wraps of one key are not alike', async () => {
    const { before } = make();
    const [item] = items;
    const [one, two] = await before.wrap([item!, item!]);
    expect(one!.wrapped.includes(item!.key)).toBe(false);
    expect(one!.wrapped).not.toEqual(two!.wrapped);
  });

  test('after a rotation it opens what the older key wrapped, and wraps by the newer', async () => {
    const { before, after } = make();
    const old = await before.wrap(items);
    expect(await after.unwrap(withContext(old))).toEqual(items.map(({ key }) => key));
    expect((await after.wrap(items))[0]!.by).toBe('m2');
  });

  test('it names a master key that is missing, and the call may be repeated once it is there', async () => {
    const { before, without } = make();
    const old = await before.wrap(items);
    const failure = await without.unwrap(withContext(old)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kid: 'm1', message: expect.stringContaining('master key m1') });
    expect(isTransient(failure)).toBe(true);
  });

  test.each<[string, (wrapped: Buffer, context: string) => [Buffer, string]]>([
    ['with another context', (wrapped) => [wrapped, 'p_other|proof|k']],
    ['with a changed byte', (wrapped, context) => [Buffer.from(wrapped).fill(0, 14, 16), context]],
    ['cut short', (wrapped, context) => [wrapped.subarray(0, 40), context]],
  ])('a wrap does not open %s', async (_how, change) => {
    const { before } = make();
    const [{ by, wrapped }] = (await before.wrap(items)) as [{ by: string; wrapped: Buffer }];
    const [changed, context] = change(wrapped, items[0]!.context);
    await expect(before.unwrap([{ by, wrapped: changed, context }])).rejects.toThrow();
  });

  test('nothing to do is no error', async () => {
    const { before } = make();
    expect([await before.wrap([]), await before.unwrap([])]).toEqual([[], []]);
  });
});

const withContext = (wrapped: readonly { by: string; wrapped: Buffer }[]) =>
  wrapped.map((one, index) => ({ ...one, context: items[index]!.context }));
