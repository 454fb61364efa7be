import { mongo } from 'mongoose';
import type { Commitment } from '#ledger';

const LEAF_LENGTH = 32;

/** As they are stored: their bytes, one after the other. */
export const packLeaves = (leaves: readonly Commitment[]): mongo.Binary =>
  new mongo.Binary(Buffer.concat(leaves.map((leaf) => Buffer.from(leaf, 'base64url'))));

export function unpackLeaves(packed: mongo.Binary): readonly Commitment[] {
  const bytes = Buffer.from(packed.value());
  return Array.from({ length: bytes.length / LEAF_LENGTH }, (_, index) =>
    bytes.subarray(index * LEAF_LENGTH, (index + 1) * LEAF_LENGTH).toString('base64url'),
  );
}
