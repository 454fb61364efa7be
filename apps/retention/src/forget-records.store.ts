import { Inject, Injectable } from '@nestjs/common';
import type { RecordVerdict } from '#contracts';
import { asBelieved, civilDateOf } from '#policy';
import { CLOCK, type Clock, datesOf, FACT_LOG, FACTS, HASH_KEYS } from '#service';
import { durable, type FactCollection, type FactLog, type HashKeys } from '#storage';
import type { PartyFact, RecordErasedFact } from './facts.js';
import type { InventoryFact } from './inventory-fact.js';

type RecordName = Pick<RecordVerdict, 'kind' | 'record'>;

/**
 * Remembers which records are wholly erased, so that the same news told again does not make them due a second time.
 * A record's number may be the person's own, so only a keyed hash of it is kept.
 */
@Injectable()
export class ForgetRecords {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<PartyFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<PartyFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** To be called before the facts are removed: of a removal and late news of the record one sees the other. */
  async remember(
    erasure: string,
    { party, source }: Pick<InventoryFact, 'party' | 'source'>,
    records: readonly RecordName[],
    now: Date,
  ): Promise<void> {
    const tombstones = records.map((record): RecordErasedFact => {
      const [recordRef = ''] = this.refsOf(source, record);
      return {
        _id: `gone/${erasure}/${recordRef}`,
        type: 'record.erased',
        party,
        recordRef,
        at: now.toISOString(),
        on: civilDateOf(now),
        takenAt: new Date(),
      };
    });
    durable(await this.factLog.append(tombstones, { erasing: { because: erasure } }));
  }

  /** To be called after the write of these facts. What happened to the record after its erasure stays. Gives the dropped. */
  async dropWhatCameLate(facts: readonly InventoryFact[]): Promise<readonly InventoryFact[]> {
    const oneOfEach = new Map(facts.map((fact) => [fact.party, fact]));
    const parties = [...oneOfEach.values()].flatMap(({ party, source, partyId }) => [
      party,
      ...this.keys.formerPartyRefs(source, partyId),
    ]);
    const erased = await this.facts.ofParties(parties, ['record.erased']);
    if (erased.length === 0) return [];
    const dates = datesOf(this.clock);
    const momentOf = (fact: PartyFact): number => Date.parse(asBelieved(fact, dates).at);
    const upTo = new Map<string, number>();
    for (const fact of erased as readonly RecordErasedFact[]) {
      const moment = momentOf(fact);
      upTo.set(fact.recordRef, Math.max(moment, upTo.get(fact.recordRef) ?? -Infinity));
    }
    const late = facts.filter((fact) =>
      this.refsOf(fact.source, fact).some((ref) => momentOf(fact) <= (upTo.get(ref) ?? -Infinity)),
    );
    if (late.length > 0)
      await this.facts.erase({ _id: { $in: late.map(({ _id }) => _id) } }, { reason: 'came-after-erasure' });
    return late;
  }

  private refsOf(source: string, { kind, record }: RecordName): readonly string[] {
    return this.keys.partyRefs(source, `record/${kind}/${record}`);
  }
}
