import { Inject, Injectable } from '@nestjs/common';
import type { AddressHash, PartyId } from '#contracts';
import type { BelievedDates } from '#policy';
import { CLOCK, type Clock, computeEach, type ComputedEach, datesOf, FACTS, HASH_KEYS } from '#service';
import { FactCollection, HashKeys, SharedCalls } from '#storage';
import {
  factAsBelieved,
  isDirectory,
  type ConsentServiceFact,
  type LiftFact,
  type ProhibitionFact,
} from './consent-facts.js';

const notFolded = { owes: 0, values: 0, ownId: 0, evidence: 0, because: 0 } as const;

/** Reads facts for folding. However many parties are asked about, three finds on indexes. */
@Injectable()
export class PartyFactsStore {
  private readonly shared = new SharedCalls((refs: readonly (readonly string[])[]) => this.ofRefs(refs));

  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ConsentServiceFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The facts of one party; concurrent requests share the finds. */
  async of({ source, id }: PartyId): Promise<readonly ConsentServiceFact[]> {
    return believed(await this.shared.ask(this.keys.partyRefs(source, id)), datesOf(this.clock));
  }

  /** The same of each, in the order asked, from one reading: one that cannot be computed stops none of the others. */
  async computeEach<T>(
    parties: readonly PartyId[],
    compute: (facts: readonly ConsentServiceFact[], index: number) => T,
  ): Promise<ComputedEach<number, T>> {
    return this.computeRefs(
      parties.map(({ source, id }) => this.keys.partyRefs(source, id)),
      compute,
    );
  }

  /** The same for parties known by reference only, each by all it has. */
  async computeRefs<T>(
    refs: readonly (readonly string[])[],
    compute: (facts: readonly ConsentServiceFact[], index: number) => T,
  ): Promise<ComputedEach<number, T>> {
    const factsOf = await this.ofRefs(refs);
    const dates = datesOf(this.clock);
    return computeEach([...factsOf.keys()], (index) => compute(believed(factsOf[index]!, dates), index));
  }

  /** Of each its own facts, and the prohibitions of every address it ever had. */
  private async ofRefs(
    refs: readonly (readonly string[])[],
  ): Promise<readonly (readonly ConsentServiceFact[])[]> {
    const own = await this.facts.collection
      .find({ party: { $in: refs.flat() } })
      .project<ConsentServiceFact>(notFolded)
      .toArray();
    const byAddress = await this.prohibitionsOf(own);
    const lifts = await this.liftsOf([...own, ...byAddress]);
    const ofParty = new Map<string | undefined, ConsentServiceFact[]>();
    for (const fact of own) {
      const others = ofParty.get(fact.party);
      if (others === undefined) ofParty.set(fact.party, [fact]);
      else others.push(fact);
    }
    return refs.map((mine) => {
      const facts = [...new Set(mine)].flatMap((ref) => ofParty.get(ref) ?? []);
      const hashes = hashesOf(facts);
      const hits = byAddress.filter(({ address }) => address !== undefined && hashes.has(address.hash));
      return [...facts, ...hits.map((hit) => ofTheAddress(hit, mine)), ...lifts];
    });
  }

  /** References of parties, in order, from after one of them on. Reads the index alone. */
  async refsAfter(after: string, limit: number): Promise<readonly string[]> {
    const refs = new Set<string>();
    const keys = this.facts.collection
      .find({ party: { $gt: after } })
      .project<{ party: string }>({ _id: 0, party: 1 })
      .sort({ party: 1 });
    for await (const { party } of keys) {
      if (refs.size === limit && !refs.has(party)) break;
      refs.add(party);
    }
    return [...refs];
  }

  /** Parties that ever had one of these addresses, whichever key it was hashed under. */
  async withAddress(hashes: readonly Pick<AddressHash, 'hash'>[]): Promise<readonly ConsentServiceFact[]> {
    return this.facts.collection
      .find({ 'addresses.hash': { $in: hashes.map(({ hash }) => hash) } })
      .project<ConsentServiceFact>({ owes: 0, values: 0, evidence: 0 })
      .limit(1000)
      .toArray();
  }

  private async prohibitionsOf(own: readonly ConsentServiceFact[]): Promise<readonly ProhibitionFact[]> {
    const hashes = [...hashesOf(own)];
    if (hashes.length === 0) return [];
    return this.facts.collection
      .find({ 'address.hash': { $in: hashes } })
      .project<ProhibitionFact>(notFolded)
      .toArray();
  }

  private async liftsOf(facts: readonly ConsentServiceFact[]): Promise<readonly LiftFact[]> {
    const added = facts.flatMap((fact) => (fact.type === 'suppression.added' ? [fact.suppression] : []));
    if (added.length === 0) return [];
    return this.facts.collection
      .find({ suppressions: { $in: added } })
      .project<LiftFact>(notFolded)
      .toArray();
  }
}

/** Somebody else's prohibition says nothing here but that the address is prohibited. */
function ofTheAddress(hit: ProhibitionFact, mine: readonly string[]): ProhibitionFact {
  if (hit.party === undefined || mine.includes(hit.party)) return hit;
  const { party: _, ...ofAddress } = hit;
  return ofAddress;
}

function hashesOf(facts: readonly ConsentServiceFact[]): ReadonlySet<string> {
  return new Set(
    facts.flatMap((fact) => (isDirectory(fact) ? (fact.addresses ?? []).map(({ hash }) => hash) : [])),
  );
}

const believed = (
  facts: readonly ConsentServiceFact[],
  dates: BelievedDates,
): readonly ConsentServiceFact[] => facts.map((fact) => factAsBelieved(fact, dates));
