import type { Connection, mongo } from 'mongoose';
import type { Commitment } from '#ledger';
import type { Fact } from '../facts/fact.js';
import { databaseOf } from '../open-mongo.js';
import { commitmentOf, saltOf } from './fact-commitment.js';
import { LedgerStore } from './ledger-store.js';

/**
 * A write that never came about may have told the journal of its fact all the same, and the one that did told it again
 * with another salt and moment of intake. Which of them was stored, the leaves of the seals know.
 */
export class ToldOtherwise {
  private readonly facts: mongo.Collection<Fact>;
  private readonly tellings = new Map<Commitment, Fact>();

  constructor(private readonly connection: Connection) {
    this.facts = databaseOf(connection).collection<Fact>('facts');
  }

  /** Keeps, of what was told, what is there under another salt. */
  async note(told: readonly Fact[]): Promise<void> {
    const unsealed = {
      _id: { $in: told.map(({ _id }) => _id) },
      seal: null,
    } as unknown as mongo.Filter<Fact>;
    const found = await this.facts.find(unsealed, { projection: { salt: 1 } }).toArray();
    const salts = new Map(found.map(({ _id, salt }) => [_id, salt]));
    for (const fact of told) {
      const there = salts.get(fact._id);
      const leaf = commitmentOf(fact);
      if (there === undefined || leaf === undefined) continue;
      if (Buffer.compare(saltOf(there), saltOf(fact.salt!)) !== 0) this.tellings.set(leaf, fact);
    }
  }

  /** To be called when all seals are there, and before what was erased goes. */
  async takeSealed(): Promise<void> {
    if (this.tellings.size === 0) return;
    for await (const { leaves } of new LedgerStore(this.connection).sealsFrom(0))
      for (const leaf of leaves) {
        const fact = this.tellings.get(leaf);
        if (fact === undefined) continue;
        const there = { _id: fact._id, seal: null } as unknown as mongo.Filter<Fact>;
        await this.facts.replaceOne(there, fact);
      }
  }
}
