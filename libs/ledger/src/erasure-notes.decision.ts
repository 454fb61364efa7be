import type { Json } from './canonical-json.js';
import type { Commitment } from './commitment.js';

/** What the erasure notes of an export say of commitments that no record opens any more. */
export class ErasureNotes {
  readonly #whole = new Set<Commitment>();
  readonly #successors = new Map<Commitment, Commitment[]>();
  readonly #settled = new Set<Commitment>();
  readonly #leaves = new Set<Commitment>();

  /** A leaf of some seal, or one that waits for its seal. */
  sealed(leaf: Commitment): void {
    this.#leaves.add(leaf);
  }

  /** Any record; `settled`: its erasure is not just being done. */
  take(record: { readonly [key: string]: Json }, settled: boolean): void {
    if (record['type'] !== 'ledger.erased') return;
    const leaves = listOf(record['leaves']);
    const successors = record['successors'] === undefined ? undefined : listOf(record['successors']);
    leaves.forEach((leaf, index) => {
      const successor = successors?.[index];
      if (settled) this.#settled.add(leaf);
      if (successors === undefined) this.#whole.add(leaf);
      else if (successor !== undefined)
        this.#successors.set(leaf, [...(this.#successors.get(leaf) ?? []), successor]);
    });
  }

  /** Whether the erasure, or the chain of erasures of parts, is told to its end. */
  explain(leaf: Commitment, seen: ReadonlySet<Commitment> = new Set()): boolean {
    if (this.#whole.has(leaf)) return true;
    if (seen.has(leaf)) return false;
    const further = new Set([...seen, leaf]);
    const successors = this.#successors.get(leaf) ?? [];
    return successors.some((next) => this.#leaves.has(next) || this.explain(next, further));
  }

  /** Leaves of the ledger whose erasure was told, and must be done by now. */
  noted(): readonly Commitment[] {
    return [...this.#settled].filter((leaf) => this.#leaves.has(leaf));
  }
}

const listOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
