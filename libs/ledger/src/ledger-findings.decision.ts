import type { Commitment } from './commitment.js';
import type { IsSigned } from './ledger-key.js';

export type Problem =
  | 'unreadable-line'
  | 'line-out-of-order'
  | 'other-service'
  | 'seal-missing'
  | 'seal-out-of-order'
  | 'seal-changed'
  | 'seal-not-chained'
  | 'leaves-changed'
  | 'signature-wrong'
  | 'record-changed'
  | 'record-added'
  | 'record-removed'
  | 'record-out-of-order'
  | 'erased-still-there'
  | 'head-changed'
  | 'head-not-chained'
  | 'head-differs'
  | 'day-missing'
  | 'cut-off';

export interface Finding {
  readonly problem: Problem;
  /** Of the export, from 1; absent for what is found by its absence. */
  readonly line?: number;
  readonly seal?: number;
  /** Place among the seal's leaves, from 0. */
  readonly leaf?: number;
  readonly commitment?: Commitment;
  /** The record's id. */
  readonly record?: string;
  readonly day?: string;
}

/** What is found in one export, in the order it is found. */
export class LedgerFindings {
  readonly all: Finding[] = [];
  /** The line being read. */
  line = 0;

  constructor(private readonly isSigned: IsSigned) {}

  /** In the line being read. Gives its place in `all`. */
  here(problem: Problem, at: Partial<Finding> = {}): number {
    return this.all.push({ problem, line: this.line, ...at }) - 1;
  }

  /** By its absence. */
  missing(problem: Problem, at: Partial<Finding>): void {
    this.all.push({ problem, ...at });
  }

  checkSignature(text: string, by: Parameters<IsSigned>[1], at: Partial<Finding> = {}): void {
    if (!this.isSigned(text, by)) this.here('signature-wrong', at);
  }
}

/** A gap may be of any width; whoever reads of the first thousand knows. */
export const MOST_NAMED = 1000;
