import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { HashKeys } from './hash-keys.js';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');
const first = HashKeys.of({ current: 'h1', keys: { h1: key(1) } });
const rotated = HashKeys.of({ current: 'h2', keys: { h1: key(1), h2: key(2) } });

describe('a party reference', () => {
  test('never changes from one release to the next', () => {
    expect(first.partyRef('web-store', 'customer/12748')).toBe('p_h1_Jd7zFtdvs99tjSek3h_7yRKA');
    expect(first.addressHash('email', 'anna@example.com')).toEqual({
      kid: 'h1',
      hash: '3b3ZbOHxSXl3xk0JenAGvyAU',
    });
    expect(first.requestHash('{}')).toBe('h1_6_hJi_iXlalJKjO-BfqfXoK_');
  });

  test('fits into ids, routing and URLs', () => {
    expect(first.partyRef('web-store', 'customer/12748')).toMatch(/^p_h1_[\w-]{24}$/);
  });

  test.each([
    ['another source', 'marketing-service', 'customer/12748'],
    ['another id', 'web-store', 'customer/12749'],
    ['the border between source and id moved', 'web-storec', 'ustomer/12748'],
  ])('differs for %s', (_, source, id) => {
    expect(first.partyRef(source, id)).not.toBe(first.partyRef('web-store', 'customer/12748'));
  });

  test('is the same after a rotation, whichever key is current, and so is the hash of a request', () => {
    expect(rotated.partyRef('web-store', 'customer/12748')).toBe(
      first.partyRef('web-store', 'customer/12748'),
    );
    expect(rotated.requestHash('{}')).toBe(first.requestHash('{}'));
  });

  test('is made by the key that the file names for it', () => {
    const named = HashKeys.of({ current: 'h2', parties: 'h1', keys: { h2: key(2), h1: key(1) } });
    expect([named.partiesKid, named.currentKid]).toEqual(['h1', 'h2']);
    expect(named.partyRef('a', 'b')).toBe(first.partyRef('a', 'b'));
  });

  test('is looked for under every live key', () => {
    const refs = rotated.partyRefs('web-store', 'customer/12748');
    expect(rotated.formerPartyRefs('web-store', 'customer/12748')).toEqual(refs.slice(1));
    expect(refs).toEqual([first.partyRef('web-store', 'customer/12748'), expect.stringMatching(/^p_h2_/)]);
  });
});

describe('an address hash', () => {
  test('is found under every live key after a rotation, the current one first', () => {
    expect(rotated.addressHashes('email', 'anna@example.com')).toEqual([
      rotated.addressHash('email', 'anna@example.com'),
      first.addressHash('email', 'anna@example.com'),
    ]);
  });

  test('of one kind tells nothing about another kind, nor about a party', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hashes = [
          first.addressHash('email', text).hash,
          first.addressHash('phone', text).hash,
          first.addressHash('user-id', text).hash,
          first.requestHash(text).slice(3),
          first.partyRef('email', text).slice(5),
        ];
        expect(new Set(hashes).size).toBe(hashes.length);
      }),
    );
  });
});
