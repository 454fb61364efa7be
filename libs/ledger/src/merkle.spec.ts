import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { merkleRoot } from './merkle.js';

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962 §2.1 word for word: the left subtree has the largest power of two of leaves that is smaller than all. */
function byTheRfc(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.of(1), byTheRfc(leaves.slice(0, k)), byTheRfc(leaves.slice(k)));
}

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100, 255, 257])(
  'the root over %i leaves is the one of RFC 6962',
  (count) => {
    const leaves = Array.from({ length: count }, (_, index) => sha256(Buffer.of(index % 256, index >> 8)));
    expect(merkleRoot(leaves.map((leaf) => leaf.toString('base64url')))).toBe(
      byTheRfc(leaves).toString('base64url'),
    );
  },
);

test('the root over the test leaves of Certificate Transparency is theirs', () => {
  const leaves = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const root = merkleRoot(leaves.map((leaf) => Buffer.from(leaf, 'hex').toString('base64url')));
  expect(Buffer.from(root, 'base64url').toString('hex')).toBe(
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  );
});
