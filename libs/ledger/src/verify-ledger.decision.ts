import { commitmentTo } from './commitment.js';
import { HeadCheck } from './check-heads.decision.js';
import { PendingCheck } from './check-pending.decision.js';
import { SealCheck } from './check-seals.decision.js';
import { ErasureNotes } from './erasure-notes.decision.js';
import { type End, endText, type Head, idIn, type LedgerLine, type PendingLine } from './ledger-entries.js';
import { type Finding, LedgerFindings } from './ledger-findings.decision.js';
import type { IsSigned } from './ledger-key.js';
import { readLedgerLine } from './read-ledger-line.decision.js';

export interface LedgerReport {
  readonly service?: string;
  readonly findings: readonly Finding[];
  readonly seals: number;
  readonly records: number;
  /** Gone or changed by erasure, each with its note. */
  readonly erased: number;
  /** Not sealed yet. */
  readonly pending: number;
  readonly heads: number;
  /** Moment of the export. */
  readonly at?: string;
}

export interface Trust {
  readonly isSigned: IsSigned;
  /** Heads published before: the export must hold them as they were. */
  readonly published?: readonly Head[];
  /** Whose ledger it must be. */
  readonly service?: string;
}

/** Takes the lines of one export in their order. Needs nothing but them and the public key. */
export class LedgerCheck {
  readonly #found: LedgerFindings;
  readonly #notes = new ErasureNotes();
  readonly #seals: SealCheck;
  readonly #heads: HeadCheck;
  readonly #pending: PendingCheck;
  readonly #published: readonly Head[];
  #stage = 0;
  #service: string | undefined;
  #end: End | undefined;

  constructor({ isSigned, published = [], service }: Trust) {
    this.#service = service;
    this.#found = new LedgerFindings(isSigned);
    this.#seals = new SealCheck(this.#found, this.#notes);
    this.#heads = new HeadCheck(this.#found);
    this.#pending = new PendingCheck(this.#found);
    this.#published = published;
  }

  take(value: unknown): void {
    this.#found.line += 1;
    const line = readLedgerLine(value);
    if (line === undefined) {
      this.#found.here('unreadable-line');
      return;
    }
    const stage = STAGES[line.kind];
    if (this.#end !== undefined || stage < this.#stage || (this.#found.line === 1) !== (stage === 0))
      this.#found.here('line-out-of-order');
    this.#stage = Math.max(stage, this.#stage);
    if ('service' in line) this.#checkService(line.service);
    this.#takeLine(line);
  }

  #takeLine(line: LedgerLine): void {
    switch (line.kind) {
      case 'ledger':
        return;
      case 'seal':
        this.#heads.sealed(line);
        return this.#seals.takeSeal(line);
      case 'record':
        return this.#seals.takeRecord(line);
      case 'head':
        return this.#heads.take(line);
      case 'pending':
        return this.#takePending(line);
      case 'end':
        this.#end = line;
        this.#found.checkSignature(endText(line), line);
    }
  }

  #checkService(service: string): void {
    this.#service ??= service;
    if (service !== this.#service) this.#found.here('other-service');
  }

  #takePending({ salt, record }: PendingLine): void {
    const commitment = commitmentTo(record, Buffer.from(salt, 'base64url'));
    this.#pending.take(commitment, idIn(record));
    this.#notes.take(record, false);
    this.#notes.sealed(commitment);
  }

  end(): LedgerReport {
    this.#seals.leave();
    this.#checkEnd();
    const erased = this.#seals.end();
    return {
      ...(this.#service !== undefined && { service: this.#service }),
      findings: this.#found.all,
      seals: this.#seals.seal?.seal ?? 0,
      records: this.#seals.records,
      erased,
      pending: this.#pending.count,
      heads: this.#heads.count,
      ...(this.#end !== undefined && { at: this.#end.at }),
    };
  }

  /** The signed end says how far the ledger was, so that nothing before it can be left out. */
  #checkEnd(): void {
    const { seal = 0, hash = '' } = this.#seals.seal ?? {};
    if (this.#end === undefined) return this.#found.missing('cut-off', { seal });
    if (this.#end.seal !== seal || this.#end.hash !== hash)
      this.#found.missing('cut-off', { seal: this.#end.seal });
    this.#heads.end(this.#end, this.#published);
    this.#pending.end(this.#end.pending);
  }
}

const STAGES: Readonly<Record<LedgerLine['kind'], number>> = {
  ledger: 0,
  seal: 1,
  record: 1,
  head: 2,
  pending: 3,
  end: 4,
};
