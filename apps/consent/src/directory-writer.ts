import { Inject, Injectable } from '@nestjs/common';
import { done, type Outcome, park } from '#messaging';
import { civilDateOf, policyAt, type Policy } from '#policy';
import { FACT_DOOR, FACTS, HASH_KEYS, POLICIES, SEALER, type FactDoor } from '#service';
import { FactCollection, HashKeys, isFailed, Sealer, type Sealed, type ToSeal } from '#storage';
import type { ConsentServiceFact, DirectoryFact } from './consent-facts.js';
import type { DirectoryAct } from './directory-act.js';
import { erasedBefore, isErased } from './erased-before.decision.js';
import { stripDirectory } from './strip-directory.js';

/** Writes what store events tell of parties: one sealing, one bulk write, whatever the batch. */
@Injectable()
export class DirectoryWriter {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ConsentServiceFact>,
    @Inject(FACT_DOOR) private readonly door: FactDoor<ConsentServiceFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
  ) {}

  async write(acts: readonly DirectoryAct[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const bare = acts.map((act) => this.bareFact(act, takenAt));
    const erased = await this.whichAreErased(acts, bare);
    const facts = await this.describe(acts, bare, erased);
    const written = await this.door.writeMany(facts);
    // An erasure that was written meanwhile did not see these facts, so they look for it.
    const late = await this.whichAreErased(acts, facts);
    await stripDirectory(
      this.facts,
      facts.filter((_fact, index) => late[index]).map(({ _id }) => _id),
      { reason: 'came-after-erasure' },
    );
    return written.map((outcome) => (isFailed(outcome) ? park('cannot-be-stored') : done));
  }

  private async whichAreErased(
    acts: readonly DirectoryAct[],
    facts: readonly DirectoryFact[],
  ): Promise<readonly boolean[]> {
    const refs = acts.map(({ party }) => this.keys.partyRefs(party.source, party.id));
    const found = await this.facts.ofParties([...new Set(refs.flat())], ['party.erased']);
    if (found.length === 0) return acts.map(() => false);
    const byRef = new Map<string, ConsentServiceFact[]>();
    for (const fact of found) byRef.set(fact.party ?? '', [...(byRef.get(fact.party ?? '') ?? []), fact]);
    return facts.map((fact, index) =>
      isErased(fact, erasedBefore((refs[index] ?? []).flatMap((ref) => byRef.get(ref) ?? []))),
    );
  }

  private bareFact(act: DirectoryAct, takenAt: Date): DirectoryFact {
    const { _id, via, at } = act;
    const party = this.keys.partyRef(act.party.source, act.party.id);
    const fact = { _id, party, act: act.act, via, at, on: civilDateOf(at), takenAt };
    return act.type === 'contract.opened'
      ? { ...fact, type: act.type, order: act.order }
      : { ...fact, type: act.type };
  }

  private async describe(
    acts: readonly DirectoryAct[],
    bare: readonly DirectoryFact[],
    erased: readonly boolean[],
  ): Promise<readonly DirectoryFact[]> {
    const toSeal: ToSeal[] = [];
    const places = acts.map((act, index) => {
      const fact = bare[index]!;
      if (erased[index] === true) return undefined;
      const sealAs = (value: unknown): number =>
        toSeal.push({ party: fact.party, cls: 'directory', value }) - 1;
      return {
        ownId: sealAs(act.party),
        values: act.contact.values.map(([field, value]) => [field, sealAs(value)] as const),
      };
    });
    const sealed = await this.sealer.sealMany(toSeal);
    return bare.map((fact, index): DirectoryFact => {
      const place = places[index];
      if (place === undefined) return fact;
      const values = Object.fromEntries(place.values.map(([field, at]) => [field, sealed[at]]));
      return { ...this.openlyTold(acts[index]!, fact), ownId: sealed[place.ownId] as Sealed<never>, values };
    });
  }

  private openlyTold({ contact, ...act }: DirectoryAct, fact: DirectoryFact): DirectoryFact {
    const { kind, country, collection, subscriber } = act;
    const addresses = contact.addresses.flatMap(({ kind, normalised }) =>
      this.keys.addressHashes(kind, normalised).map((hash) => ({ kind, ...hash })),
    );
    const notice = this.noticeOn(fact.on);
    return {
      ...fact,
      ...(act.type === 'contract.opened' && { productGroups: act.productGroups }),
      ...(kind !== undefined && { kind }),
      ...(country !== undefined && { country }),
      ...(collection !== undefined && { collection }),
      ...(subscriber !== undefined && { subscriber }),
      ...(notice !== undefined && { notice }),
      ...(addresses.length > 0 && { addresses }),
      ...(contact.capacity !== undefined && { capacity: contact.capacity }),
    };
  }

  private noticeOn(on: string): string | undefined {
    const earliest = this.policies[0]?.validFrom;
    return earliest === undefined || on < earliest ? undefined : policyAt(this.policies, on).version;
  }
}
