import { Inject, Injectable } from '@nestjs/common';
import { FACTS, HASH_KEYS } from '#service';
import type { FactCollection, HashKeys } from '#storage';
import type { PartyFact } from './facts.js';
import type { IndexedParty } from './party.schema.js';

/** Reads what is known of indexed parties, whichever hash key was the current one when it was taken in. */
@Injectable()
export class PartyFactsStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<PartyFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
  ) {}

  /** By the parties' `_id`. */
  async ofEach(
    parties: readonly Pick<IndexedParty, '_id' | 'source' | 'partyId'>[],
  ): Promise<ReadonlyMap<string, readonly PartyFact[]>> {
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
