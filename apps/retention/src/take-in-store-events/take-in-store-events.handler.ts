import { Controller, Inject } from '@nestjs/common';
import type { CloudEvent } from '#contracts';
import { done, OnEvents, type Outcome, type Received, retry } from '#messaging';
import { civilDateOf } from '#policy';
import { FACTS, HASH_KEYS } from '#service';
import { type FactCollection, type HashKeys, isFailed } from '#storage';
import type { InventoryFact } from '../inventory-fact.js';
import { ForgetRecords } from '../forget-records.store.js';
import { PartyIndexStore } from '../party-index.store.js';
import { inventoryEntriesOf, type InventoryEntry, inventoryTypes } from './inventory-entries-of.decision.js';

@Controller()
export class TakeInStoreEventsHandler {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<InventoryFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    private readonly parties: PartyIndexStore,
    private readonly forget: ForgetRecords,
  ) {}

  @OnEvents('retention.intake', inventoryTypes)
  async take(batch: Received[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const factsOf = batch.map(({ event }) =>
      inventoryEntriesOf(event).map((entry, index) => this.factOf(event, entry, index, takenAt)),
    );
    const facts = factsOf.flat();
    const written = await this.facts.insertMany(facts);
    await this.forget.dropWhatCameLate(facts);
    await this.parties.touch(facts);
    const failed = new Set(facts.filter((_fact, index) => isFailed(written[index] ?? 'inserted')));
    return factsOf.map((ofEvent) =>
      ofEvent.some((fact) => failed.has(fact)) ? retry('could-not-be-stored') : done,
    );
  }

  private factOf(event: CloudEvent, entry: InventoryEntry, index: number, takenAt: Date): InventoryFact {
    const source = event.source.slice(1);
    return {
      _id: `${source}|${event.id}${index === 0 ? '' : `|${index}`}`,
      type: event.type,
      party: this.keys.partyRef(source, entry.partyId),
      source,
      on: entry.at.length === 10 ? entry.at : civilDateOf(entry.at),
      takenAt,
      ...entry,
    };
  }
}
