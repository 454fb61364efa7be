import { mongo } from 'mongoose';
import type { Commitment } from '#ledger';

const LEAF_LENGTH = 32;

/** As they are stored: their bytes, one after the other. */
export function packLeaves(leaves: readonly Commitment[]): mongo.Binary {
  const bytes = Buffer.alloc(leaves.length * LEAF_LENGTH);
  leaves.forEach((leaf, index) => bytes.write(leaf, index * LEAF_LENGTH, 'base64url'));
  return new mongo.Binary(bytes);
}

export function unpackLeaves(packed: mongo.Binary): readonly Commitment[] {
  const bytes = Buffer.from(packed.value());
  return Array.from({ length: bytes.length / LEAF_LENGTH }, (_, index) =>
    bytes.toString('base64url', index * LEAF_LENGTH, (index + 1) * LEAF_LENGTH),
  );
}
