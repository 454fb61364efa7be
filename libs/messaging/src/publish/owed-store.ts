import type { CloudEvent } from '#contracts';

/** A fact as far as the events it owes go. */
export interface OwedFact {
  readonly _id: string;
  readonly lane?: string;
  readonly n?: number;
  readonly owes?: readonly CloudEvent[];
  /** Also where it owes no event: its place in the journal is owed. */
  readonly owed?: true;
}

/** Where facts lie that may owe events; storage's FactOutbox is one. */
export interface OwedStore {
  readonly name: string;
  owedBefore(moment: Date, limit: number): Promise<readonly OwedFact[]>;
  /** `readable`: `owedBefore` does not find them any more once it resolves; `written`: a moment later. */
  markSettled(ids: readonly string[], until: 'written' | 'readable'): Promise<void>;
  /** Whatever they owe beside events: resolves when that is done. May be repeated. */
  keep(facts: readonly OwedFact[]): Promise<void>;
  owedSummary(): Promise<{ readonly owed: number; readonly oldest?: Date }>;
}
