import { createHash } from 'node:crypto';

const hashOf = (prefix: number, ...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256').update(Uint8Array.of(prefix));
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The Merkle tree hash of RFC 6962 §2.1, in base64url; the leaves are base64url too. */
export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return createHash('sha256').digest('base64url');
  let level: readonly Buffer[] = leaves.map((leaf) => hashOf(0, Buffer.from(leaf, 'base64url')));
  while (level.length > 1) level = parentsOf(level);
  return level[0]!.toString('base64url');
}

/** Pairs from the left; one without a partner moves up as it is, which gives the RFC's tree. */
function parentsOf(level: readonly Buffer[]): readonly Buffer[] {
  return level.flatMap((node, index) => {
    if (index % 2 === 1) return [];
    const right = level[index + 1];
    return [right === undefined ? node : hashOf(1, node, right)];
  });
}
