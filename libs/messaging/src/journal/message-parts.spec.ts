import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PartsJoiner, partsOf } from './message-parts.js';

const texts = (some: readonly Uint8Array[]): string[] =>
  some.map((one) => Buffer.from(one).toString('hex')).sort();

describe('A journal message that is too large for the broker', () => {
  it('goes in parts and comes together again, whatever else is in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 12 }),
        (wholes, most) => {
          const joiner = new PartsJoiner();
          const all = wholes.map((whole) => partsOf(Buffer.from(whole), most));
          expect(all.flat().every((part) => part.length <= most + 16)).toBe(true);
          const mixed = Array.from({ length: 40 }, (_, index) =>
            all.flatMap((parts) => parts[index] ?? []),
          ).flat();
          const joined = mixed.flatMap((part) => joiner.add(part) ?? []);
          expect(texts(joined)).toEqual(texts(wholes));
        },
      ),
    );
  });

  it('is nothing while a part is missing, and one whole where a part came twice', () => {
    const joiner = new PartsJoiner();
    const [first, second, third] = partsOf(Buffer.from('abcdef'), 2);
    expect([first, first, third].map((part) => joiner.add(part!))).toEqual([undefined, undefined, undefined]);
    expect(joiner.add(second!)?.toString()).toBe('abcdef');
  });
});
