import type { Commitment } from './commitment.js';
import type { LedgerFindings } from './ledger-findings.decision.js';

/** What no seal holds yet is held by the signed end of the export. */
export class PendingCheck {
  readonly #found: LedgerFindings;
  readonly #shown: { readonly commitment: Commitment; readonly line: number; readonly record: string }[] = [];

  constructor(found: LedgerFindings) {
    this.#found = found;
  }

  get count(): number {
    return this.#shown.length;
  }

  take(commitment: Commitment, record: string): void {
    this.#shown.push({ commitment, line: this.#found.line, record });
  }

  end(expected: readonly Commitment[]): void {
    const known = new Set(expected);
    for (const { commitment, line, record } of this.#shown)
      if (!known.delete(commitment)) this.#found.missing('record-added', { line, record });
    for (const commitment of known) this.#found.missing('record-removed', { commitment });
    const moved = this.#shown.find(({ commitment }, index) => commitment !== expected[index]);
    if (known.size === 0 && moved !== undefined)
      this.#found.missing('record-out-of-order', { line: moved.line, record: moved.record });
  }
}
