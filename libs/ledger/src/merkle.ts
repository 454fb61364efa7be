import { hash } from 'node:crypto';

const hashOf = (prefix: number, ...parts: readonly Uint8Array[]): Buffer =>
  hash('sha256', Buffer.concat([Uint8Array.of(prefix), ...parts]), 'buffer');

/**
 * The Merkle tree hash of RFC 6962 §2.1, in base64url; the leaves are base64url too, and come one after the other, so
 * that whoever has many can let others go on in between.
 */
export class MerkleTree {
  /** The roots of the full trees that the leaves make so far, the widest first. */
  readonly #roots: { readonly hash: Buffer; readonly leaves: number }[] = [];

  add(leaf: string): void {
    let node = { hash: hashOf(0, Buffer.from(leaf, 'base64url')), leaves: 1 };
    for (let left = this.#roots.at(-1); left?.leaves === node.leaves; left = this.#roots.at(-1)) {
      this.#roots.pop();
      node = { hash: hashOf(1, left.hash, node.hash), leaves: 2 * node.leaves };
    }
    this.#roots.push(node);
  }

  root(): string {
    const [last, ...wider] = this.#roots.map(({ hash: each }) => each).toReversed();
    if (last === undefined) return hash('sha256', '', 'base64url');
    return wider.reduce((right, left) => hashOf(1, left, right), last).toString('base64url');
  }
}

export function merkleRoot(leaves: readonly string[]): string {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}
