import { describe, expect, it } from '@jest/globals';
import { parseKeyFile } from '../key-file.js';
import { encodeEntry, JournalSeal, TamperedJournalError } from './journal-seal.js';
import type { JournalEntry } from './journal.port.js';

const ring = (...bytes: number[]) =>
  parseKeyFile(
    {
      current: `j${bytes.at(-1)}`,
      keys: Object.fromEntries(
        bytes.map((byte) => [`j${byte}`, Buffer.alloc(32, byte).toString('base64url')]),
      ),
    },
    'given',
  );
const seal = new JournalSeal('consent', ring(1));
const sealed = (): Buffer => seal.seal(entries.flatMap(encodeEntry));
const entries: readonly JournalEntry[] = [
  {
    kind: 'put',
    collection: 'facts',
    documents: [
      { _id: 'f-1', takenAt: new Date(0) },
      { _id: 'f-2', gone: undefined },
    ],
  },
  { kind: 'put', collection: 'facts', documents: [] },
  { kind: 'erased', ids: ['f-1'], strip: { unset: ['values'], set: { type: 'x' } } },
  { kind: 'shredded', kids: ['k-1'] },
];

describe('A journal message', () => {
  it('opens to what was sealed, in order, with dates as dates and nothing for what is undefined', () => {
    expect(seal.open(sealed())).toEqual([
      { ...entries[0], documents: [{ _id: 'f-1', takenAt: new Date(0) }, { _id: 'f-2' }] },
      ...entries.slice(1),
    ]);
  });

  it('is not readable without the key', () => {
    expect(sealed().includes('f-1')).toBe(false);
  });

  it('opens under an older key that the ring still holds, and not under none', () => {
    const message = sealed();
    expect(new JournalSeal('consent', ring(1, 2)).open(message)).toHaveLength(4);
    expect(() => new JournalSeal('consent', ring(2)).open(message)).toThrow('j1 is not in the key file');
  });

  it.each([
    ['a bit of it was turned', 'consent', (bytes: Buffer) => (bytes[bytes.length - 1]! ^= 1)],
    ['it is of another service', 'retention', () => 0],
  ])('is refused where %s', (_, service, spoil) => {
    const message = sealed();
    spoil(message);
    expect(() => new JournalSeal(service, ring(1)).open(message)).toThrow(TamperedJournalError);
  });
});
