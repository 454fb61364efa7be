import type { CloudEvent } from '#contracts';

/** A fact as far as the events it owes go. */
export interface OwedFact {
  readonly _id: string;
  readonly lane?: string;
  readonly n?: number;
  readonly owes?: readonly CloudEvent[];
  /** Also where it owes no event: its place in the journal is owed. */
  readonly owed?: true;
  /** The audit record of the act that made it, owed to the trail. */
  readonly audit?: object;
}

/** Where facts lie that may owe events; storage's FactCollection is one. */
export interface OwedStore {
  readonly name: string;
  owedBefore(moment: Date, limit: number): Promise<readonly OwedFact[]>;
  /** `readable`: `owedBefore` does not find them any more once it resolves; `written`: a moment later. */
  markSettled(ids: readonly string[], until: 'written' | 'readable'): Promise<void>;
  owedSummary(): Promise<{ readonly owed: number; readonly oldest?: Date }>;
}
