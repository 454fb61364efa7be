import { commitmentTo, type Commitment } from './commitment.js';
import type { ErasureNotes } from './erasure-notes.decision.js';
import { hashOfText, idIn, type RecordLine, type Seal, sealText } from './ledger-entries.js';
import { type LedgerFindings, MOST_NAMED } from './ledger-findings.decision.js';
import { merkleRoot } from './merkle.js';

/** Each seal chained to the one before, each record in its place among the leaves of its seal. */
export class SealCheck {
  /** The last one read. */
  seal: Seal | undefined;
  records = 0;
  readonly #found: LedgerFindings;
  readonly #notes: ErasureNotes;
  readonly #missing = new Map<Commitment, { readonly seal: number; readonly leaf: number }>();
  readonly #misplaced = new Set<Commitment>();
  /** By seal, the findings of records that are none of its leaves. */
  readonly #strangers = new Map<number, number[]>();
  #nextLeaf = 0;

  constructor(found: LedgerFindings, notes: ErasureNotes) {
    this.#found = found;
    this.#notes = notes;
  }

  takeSeal(seal: Seal): void {
    this.leave();
    const expected = (this.seal?.seal ?? 0) + 1;
    const at = { seal: seal.seal };
    for (let gone = expected; gone < Math.min(seal.seal, expected + MOST_NAMED); gone += 1)
      this.#found.missing('seal-missing', { seal: gone });
    if (seal.seal < expected) this.#found.here('seal-out-of-order', at);
    if (seal.seal === expected) this.#checkChain(seal, this.seal);
    if (merkleRoot(seal.leaves) !== seal.root) this.#found.here('leaves-changed', at);
    const text = sealText(seal);
    if (hashOfText(text) !== seal.hash) this.#found.here('seal-changed', at);
    this.#found.checkSignature(text, seal, at);
    for (const leaf of seal.leaves) this.#notes.sealed(leaf);
    this.seal = seal;
    this.#nextLeaf = 0;
  }

  #checkChain(seal: Seal, before: Seal | undefined): void {
    const at = { seal: seal.seal };
    if (seal.previous !== (before?.hash ?? '')) this.#found.here('seal-not-chained', at);
    const grows = seal.total === (before?.total ?? 0) + seal.leaves.length;
    if (!grows || seal.day < (before?.day ?? '') || seal.at < (before?.at ?? ''))
      this.#found.here('seal-changed', at);
  }

  /** What of the seal, before this leaf, had no record: erased, if a note says so. */
  leave(through = this.seal?.leaves.length ?? 0): void {
    for (; this.seal !== undefined && this.#nextLeaf < through; this.#nextLeaf += 1) {
      const commitment = this.seal.leaves[this.#nextLeaf];
      if (commitment !== undefined)
        this.#missing.set(commitment, { seal: this.seal.seal, leaf: this.#nextLeaf });
    }
  }

  takeRecord({ seal, leaf, salt, record }: RecordLine): void {
    const commitment = commitmentTo(record, Buffer.from(salt, 'base64url'));
    const at = { seal, leaf, record: idIn(record) };
    this.records += 1;
    if (seal !== this.seal?.seal || leaf < this.#nextLeaf) {
      this.#misplaced.add(commitment);
      this.#found.here('record-out-of-order', at);
      return;
    }
    const sealed = this.seal.leaves[leaf];
    if (sealed === undefined) {
      this.#misplaced.add(commitment);
      this.#strangers.set(seal, [...(this.#strangers.get(seal) ?? []), this.#found.here('record-added', at)]);
      return;
    }
    this.leave(leaf);
    this.#nextLeaf = leaf + 1;
    if (commitment === sealed) return this.#notes.take(record, true);
    this.#misplaced.add(commitment);
    this.#found.here('record-changed', at);
  }

  /** Gives how many were erased. */
  end(): number {
    let erased = 0;
    for (const [commitment, at] of this.#missing) {
      if (this.#notes.explain(commitment)) erased += 1;
      else if (!this.#misplaced.has(commitment)) this.#findRemoved(at, commitment);
    }
    for (const commitment of this.#notes.noted())
      if (!this.#missing.has(commitment)) this.#found.missing('erased-still-there', { commitment });
    return erased;
  }

  /** Where the seal has a record that it does not know, that one is what became of it. */
  #findRemoved(at: { readonly seal: number; readonly leaf: number }, commitment: Commitment): void {
    const stranger = this.#strangers.get(at.seal)?.shift();
    const { all } = this.#found;
    if (stranger === undefined) this.#found.missing('record-removed', { ...at, commitment });
    else all[stranger] = { ...all[stranger], ...at, problem: 'record-changed' };
  }
}
