import type { Fact } from '../facts/fact.js';
import type { Commitment } from '#ledger';

/** Why a record is gone: a word, and the id of the command or erasure. Never an id of a person's, nor of a record. */
export interface ErasureReason {
  readonly reason: string;
  readonly occasion?: string;
}

/** A record of the ledger like any other: what is left of records, or parts of records, that were erased. */
export interface ErasureNote extends Fact {
  readonly type: 'ledger.erased';
  readonly leaves: readonly Commitment[];
  /** In the order of `leaves`, where only parts were erased: the commitments to what is left. */
  readonly successors?: readonly Commitment[];
  readonly because: ErasureReason;
}
