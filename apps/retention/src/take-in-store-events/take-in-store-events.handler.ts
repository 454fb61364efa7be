import { Controller, Inject } from '@nestjs/common';
import type { CloudEvent } from '#contracts';
import { done, OnEvents, type Outcome, type Received, retry } from '#messaging';
import { civilDateOf } from '#policy';
import { FACT_LOG, HASH_KEYS } from '#service';
import { type FactLog, type HashKeys, isFailed } from '#storage';
import type { InventoryFact } from '../inventory-fact.js';
import { ForgetRecords } from '../forget-records.store.js';
import { PartyIndexStore } from '../party-index.store.js';
import { inventoryEntriesOf, type InventoryEntry, inventoryTypes } from './inventory-entries-of.decision.js';

@Controller()
export class TakeInStoreEventsHandler {
  constructor(
    @Inject(FACT_LOG) private readonly factLog: FactLog<InventoryFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    private readonly parties: PartyIndexStore,
    private readonly forget: ForgetRecords,
  ) {}

  @OnEvents(inventoryTypes)
  async take(batch: Received[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const refs = new Map<string, string>();
    const factsOf = batch.map(({ event }) =>
      inventoryEntriesOf(event).map((entry, index) => this.factOf(event, entry, index, takenAt, refs)),
    );
    const facts = factsOf.flat();
    const appended = await this.factLog.append(facts);
    const [dropped] = await Promise.all([this.forget.dropWhatCameLate(facts), this.parties.touch(facts)]);
    // Their clocks may have been computed in between.
    await this.parties.touch(dropped);
    const failed = new Set(facts.filter((_fact, index) => isFailed(appended[index]!)));
    return factsOf.map((ofEvent) =>
      ofEvent.some((fact) => failed.has(fact)) ? retry('could-not-be-stored') : done,
    );
  }

  private factOf(
    event: CloudEvent,
    entry: InventoryEntry,
    index: number,
    takenAt: Date,
    refs: Map<string, string>,
  ): InventoryFact {
    const source = event.source.slice(1);
    const name = `${source} ${entry.partyId}`;
    const party = refs.get(name) ?? this.keys.partyRef(source, entry.partyId);
    refs.set(name, party);
    return {
      _id: `${source}|${event.id}${index === 0 ? '' : `|${index}`}`,
      type: event.type,
      party,
      source,
      on: entry.at.length === 10 ? entry.at : civilDateOf(entry.at),
      takenAt,
      ...entry,
    };
  }
}
