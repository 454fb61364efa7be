import type { FactCollection } from './fact-collection.js';
import type { Fact } from './fact.js';

/** Takes the records of acts that facts bear; the same one twice is as good as once. */
export interface AuditTrail {
  take(records: readonly object[]): Promise<void>;
}

/** Facts as messaging knows them: what is owed, and what is to be kept elsewhere before it is marked as settled. */
export class FactOutbox {
  readonly name: string;

  constructor(
    private readonly facts: Pick<
      FactCollection,
      'name' | 'owedBefore' | 'owedSummary' | 'markSettled' | 'putInJournal'
    >,
    private readonly trail?: AuditTrail,
  ) {
    this.name = facts.name;
  }

  /** Resolves when they are in the journal, and the records of acts in the trail. May be repeated. */
  async keep(facts: readonly Fact[]): Promise<void> {
    const records = facts.flatMap(({ audit }) => audit ?? []);
    await Promise.all([this.facts.putInJournal(facts), records.length > 0 && this.trail?.take(records)]);
  }

  owedBefore(moment: Date, limit: number): Promise<readonly Fact[]> {
    return this.facts.owedBefore(moment, limit);
  }

  owedSummary(): ReturnType<FactCollection['owedSummary']> {
    return this.facts.owedSummary();
  }

  markSettled(ids: readonly string[], until: 'written' | 'readable'): Promise<void> {
    return this.facts.markSettled(ids, until);
  }
}
