import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mongo } from 'mongoose';
import { MemoryKeys } from './memory-keys.fake.js';
import { SEAL_CLASSES } from './sealed.js';
import type { Sealed } from './sealed.js';
import { Sealer, TamperedSealError } from './sealer.js';

const anna = 'p_h1_anna';

describe('a sealed value', () => {
  test('opens to what was sealed, for every JSON value, party and class', async () => {
    const sealer = new Sealer(new MemoryKeys());
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.string(),
        fc.constantFrom(...SEAL_CLASSES),
        async (value, party, cls) => {
          const opened = await sealer.open(await sealer.seal(party, cls, value), party, cls);
          expect(opened).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });

  test('shows nothing of what it holds, and never looks the same twice', async () => {
    const sealer = new Sealer(new MemoryKeys());
    const [one, two] = await sealer.sealMany([
      { party: anna, cls: 'directory', value: 'anna@example.com' },
      { party: anna, cls: 'directory', value: 'anna@example.com' },
    ]);
    expect(JSON.stringify(one)).not.toContain('anna');
    expect(Buffer.from(one!.ct.value()).toString('latin1')).not.toContain('anna');
    expect(one!.ct.toString('hex')).not.toBe(two!.ct.toString('hex'));
    expect(one!.iv.toString('hex')).not.toBe(two!.iv.toString('hex'));
    expect(one!.kid).toBe(two!.kid);
  });

  test('opens to nothing but an error once any single bit of it is changed', async () => {
    const sealer = new Sealer(new MemoryKeys());
    const sealed = await sealer.seal(anna, 'directory', { email: 'anna@example.com' });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('iv', 'ct', 'tag'), fc.nat(), async (part, position) => {
        const changed = { ...sealed, [part]: withBitFlipped(sealed[part], position) } as Sealed;
        await expect(sealer.open(changed, anna, 'directory')).rejects.toThrow(TamperedSealError);
      }),
    );
  });

  test.each<['iv' | 'ct' | 'tag', number]>([
    ['tag', 4],
    ['tag', 12],
    ['tag', 0],
    ['ct', 1],
    ['iv', 11],
    ['iv', 0],
  ])('is refused when its %s is cut to %i bytes', async (part, length) => {
    const sealer = new Sealer(new MemoryKeys());
    const sealed = await sealer.seal(anna, 'directory', 'Mannerheimintie 1');
    const cut = {
      ...sealed,
      [part]: new mongo.Binary(Buffer.from(sealed[part].value()).subarray(0, length)),
    } as Sealed;
    await expect(sealer.open(cut, anna, 'directory')).rejects.toThrow(TamperedSealError);
  });

  test('cannot be moved to another party or class, even by whoever swaps the keys', async () => {
    const stolen = { kid: 'k', key: Buffer.alloc(32, 1) };
    const sealer = new Sealer({
      getOrCreate: async (refs) => refs.map(() => stolen),
      get: async (refs) => refs.map(() => stolen),
      shred: async () => undefined,
    });
    const sealed = await sealer.seal(anna, 'directory', 'secret');
    await expect(sealer.open(sealed, 'p_h1_bo', 'directory')).rejects.toThrow(TamperedSealError);
    await expect(sealer.open(sealed, anna, 'proof')).rejects.toThrow(TamperedSealError);
    await expect(sealer.open(sealed, anna, 'directory')).resolves.toBe('secret');
  });

  test('that is refused says nothing of itself', async () => {
    const sealer = new Sealer(new MemoryKeys());
    const sealed = await sealer.seal(anna, 'directory', 'secret');
    const refusal = await sealer
      .open({ ...sealed, tag: new mongo.Binary(Buffer.alloc(16)) }, anna, 'directory')
      .catch((error: unknown) => error as Error);
    expect((refusal as Error).message).toBe('a sealed value does not match its key, party or class');
    expect((refusal as Error).cause).toBeUndefined();
  });

  test('must be a JSON value', async () => {
    await expect(new Sealer(new MemoryKeys()).seal(anna, 'directory', undefined)).rejects.toThrow(TypeError);
  });
});

describe('after a shred', () => {
  test('what was sealed is gone, also when the party has a new key', async () => {
    const sealer = new Sealer(new MemoryKeys());
    const before = await sealer.seal(anna, 'directory', 'before');
    await sealer.shred(anna);
    expect(await sealer.open(before, anna, 'directory')).toBe('shredded');
    const after = await sealer.seal(anna, 'directory', 'after');
    expect(
      await sealer.openMany([before, after].map((sealed) => ({ party: anna, cls: 'directory', sealed }))),
    ).toEqual(['shredded', 'after']);
  });
});

function withBitFlipped(binary: mongo.Binary, position: number): mongo.Binary {
  const bytes = Buffer.from(binary.value());
  const bit = position % (bytes.length * 8);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return new mongo.Binary(bytes);
}
