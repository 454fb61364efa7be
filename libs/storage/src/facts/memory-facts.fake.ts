import type { FactStore } from './fact-log.js';
import type { Fact, Written } from './fact.js';

/** Facts in memory. One whose id is `bad` cannot be stored. */
export class MemoryFacts implements FactStore<Fact> {
  readonly stored = new Map<string, Fact>();
  readonly batches: string[][] = [];
  readonly inLedger: object[] = [];
  away: Error | undefined;

  async insertMany(facts: readonly Fact[]): Promise<readonly Written[]> {
    if (this.away !== undefined) throw this.away;
    this.batches.push(facts.map(({ _id }) => _id));
    return facts.map((fact) => {
      if (fact._id === 'bad') return { failed: new Error('bad') };
      if (this.stored.has(fact._id)) return 'duplicate';
      this.stored.set(fact._id, fact);
      return 'inserted';
    });
  }

  insertTombstones(facts: readonly Fact[], because: string): Promise<readonly Written[]> {
    this.inLedger.push(...facts.map(({ _id }) => ({ _id, because })));
    return this.insertMany(facts);
  }

  async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Fact>> {
    return new Map(ids.flatMap((id) => (this.stored.has(id) ? [[id, this.stored.get(id)!]] : [])));
  }
}
