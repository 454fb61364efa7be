import { Inject, Injectable } from '@nestjs/common';
import type { RecordVerdict } from '#contracts';
import { civilDateOf } from '#policy';
import { FACT_LOG, FACTS } from '#service';
import { durable, type FactCollection, type FactLog } from '#storage';
import { type ErasedFact, isInventory, type PartyFact } from './facts.js';
import { ForgetRecords } from './forget-records.store.js';
import { keyOf } from './inventory-fact.js';
import { PartyIndexStore } from './party-index.store.js';

/** Takes facts out of the inventory. Every step may be repeated: the tombstone comes first and keeps its first moment. */
@Injectable()
export class EraseInventory {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<PartyFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<PartyFact>,
    private readonly parties: PartyIndexStore,
    private readonly forget: ForgetRecords,
  ) {}

  async onRequest(
    command: string,
    party: string,
    now: Date,
    verdicts: readonly RecordVerdict[],
    openOrders: readonly string[],
  ): Promise<void> {
    const kept = openOrders.length > 0 ? { openOrders } : {};
    await this.tombstone(`erased/${command}/${party}`, party, now, { occasion: 'request', ...kept });
    await this.apply(command, party, now, verdicts);
  }

  /** `whole`: everything held of the party was due, not just some records. */
  async onClock(
    erasure: string,
    party: string,
    now: Date,
    verdicts: readonly RecordVerdict[],
    whole: boolean,
  ) {
    if (whole) await this.tombstone(`erased/${erasure}`, party, now, { occasion: 'clock' });
    await this.apply(erasure, party, now, verdicts);
  }

  private async apply(
    id: string,
    party: string,
    now: Date,
    verdicts: readonly RecordVerdict[],
  ): Promise<void> {
    const partly = verdicts.filter(({ keep, erase }) => keep.length > 0 && erase.length > 0);
    durable(
      await this.factLog.append(
        partly.map(({ kind, record, erase }) => ({
          _id: `fields/${id}/${kind}/${record}`,
          type: 'fields.erased' as const,
          party,
          ...moment(now),
          kind,
          record,
          fieldClasses: erase,
        })),
      ),
    );
    const gone = verdicts.filter(({ keep }) => keep.length === 0);
    const known = (await this.facts.ofParty(party)).find(isInventory);
    if (known !== undefined) await this.forget.remember(id, known, gone, now);
    await this.remove(id, party, new Set(gone.map(keyOf)));
  }

  /** The first moment stands, whatever is repeated. */
  private async tombstone(
    id: string,
    party: string,
    now: Date,
    what: Pick<ErasedFact, 'occasion' | 'openOrders'>,
  ): Promise<void> {
    const fact: ErasedFact = { _id: id, type: 'inventory.erased', party, ...moment(now), ...what };
    durable(await this.factLog.append([fact], { erasing: { because: id, omit: ['openOrders'] } }));
  }

  /** Reads anew: what came in while its record was not yet remembered as gone, nobody else drops. */
  private async remove(id: string, party: string, gone: ReadonlySet<string>): Promise<void> {
    const facts = await this.facts.ofParty(party);
    const ids = facts.filter((fact) => 'record' in fact && gone.has(keyOf(fact))).map(({ _id }) => _id);
    await this.facts.erase({ _id: { $in: ids } }, { reason: 'erased', occasion: id });
    await this.parties.touch(facts.filter(isInventory).slice(0, 1));
  }
}

const moment = (now: Date): { at: string; on: string; takenAt: Date } => ({
  at: now.toISOString(),
  on: civilDateOf(now),
  takenAt: new Date(),
});
