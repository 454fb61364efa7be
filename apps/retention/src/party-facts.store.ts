import { Inject, Injectable } from '@nestjs/common';
import type { PartyId } from '#contracts';
import { asBelieved, type BelievedDates } from '#policy';
import { CLOCK, type Clock, computeEach, type ComputedEach, datesOf, FACTS, HASH_KEYS } from '#service';
import type { FactCollection, HashKeys } from '#storage';
import type { PartyFact } from './facts.js';
import type { IndexedParty } from './party.schema.js';

type Known = Pick<IndexedParty, '_id' | 'source' | 'partyId'>;

/**
 * Reads what is known of parties, whichever hash key was the current one when it was taken in, and gives it as it is
 * believed: nothing here is computed on a date that cannot be true.
 */
@Injectable()
export class PartyFactsStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<PartyFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(parties: readonly PartyId[]): Promise<readonly PartyFact[]> {
    const refs = parties.flatMap(({ source, id }) => this.keys.partyRefs(source, id));
    return believed(await this.facts.ofParties(refs), datesOf(this.clock));
  }

  /** Each party by itself, from one reading of all. */
  async computeEach<P extends Known, T>(
    parties: readonly P[],
    compute: (facts: readonly PartyFact[], party: P) => T,
  ): Promise<ComputedEach<P, T>> {
    const factsOf = await this.byId(parties);
    const dates = datesOf(this.clock);
    return computeEach(parties, (party) => compute(believed(factsOf.get(party._id) ?? [], dates), party));
  }

  private async byId(parties: readonly Known[]): Promise<ReadonlyMap<string, readonly PartyFact[]>> {
    const factsOf = new Map<string, PartyFact[]>(parties.map(({ _id }) => [_id, []]));
    const idsOf = new Map<string, string[]>();
    for (const { _id, source, partyId } of parties)
      for (const ref of this.keys.partyRefs(source, partyId))
        idsOf.set(ref, [...(idsOf.get(ref) ?? []), _id]);
    for (const fact of await this.facts.ofParties([...idsOf.keys()]))
      for (const id of idsOf.get(fact.party) ?? []) factsOf.get(id)?.push(fact);
    return factsOf;
  }
}

const believed = (facts: readonly PartyFact[], dates: BelievedDates): readonly PartyFact[] =>
  facts.map((fact) => asBelieved(fact, dates));
