import { Inject, Injectable } from '@nestjs/common';
import { done, type Outcome, park } from '#messaging';
import { civilDateOf, policyAt, type Policy } from '#policy';
import { CLOCK, type Clock, datesOf, FACT_LOG, FACTS, HASH_KEYS, POLICIES, SEALER } from '#service';
import {
  type Appended,
  durable,
  FactCollection,
  type FactLog,
  HashKeys,
  isFailed,
  type Sealed,
  Sealer,
  type ToSeal,
} from '#storage';
import { factAsBelieved, isDirectory, type ConsentServiceFact, type DirectoryFact } from './consent-facts.js';
import type { DirectoryAct } from './directory-act.js';
import { keyOwnerAfter, keyOwnerOf, renewedId } from './directory-key.js';
import { erasedBefore, isErased } from './erased-before.decision.js';
import { stripDirectory, stripKeptOrders } from './strip-directory.js';

/** Writes what store events tell of parties: one sealing, one bulk write, whatever the batch. */
@Injectable()
export class DirectoryWriter {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ConsentServiceFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<ConsentServiceFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async write(acts: readonly DirectoryAct[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const bare = acts.map((act) => this.bareFact(act, takenAt));
    const facts = await this.describe(acts, bare, await this.erasuresOf(acts));
    const appended = await this.factLog.append(facts);
    // An erasure that was written meanwhile did not see these facts, so they look for it.
    const late = await this.erasuresOf(acts);
    await this.stripErased(facts, appended, late);
    const missed = facts.flatMap((fact, index) => {
      const sealedBefore =
        appended[index]?.outcome === 'duplicate' ||
        keyOwnerOf(fact) !== keyOwnerAfter(fact.party, late[index]!);
      return !isErased(fact, late[index]!) && Number.isFinite(late[index]) && sealedBefore ? [index] : [];
    });
    if (missed.length > 0)
      await this.renew(
        missed.map((index) => acts[index]!),
        missed.map((index) => bare[index]!),
        missed.map((index) => late[index]!),
      );
    return appended.map((one) => (isFailed(one) ? park('cannot-be-stored') : done));
  }

  /** Retention hears of a late order too, and tells when no law keeps it any more: until then it is a kept one. */
  private async stripErased(
    facts: readonly DirectoryFact[],
    appended: readonly Appended[],
    late: readonly number[],
  ): Promise<void> {
    const erased = facts.filter((fact, index) => isErased(fact, late[index]!));
    const fresh = new Set(facts.filter((_fact, index) => appended[index]?.outcome === 'inserted'));
    const isNewOrder = (fact: DirectoryFact): boolean => fact.type === 'contract.opened' && fresh.has(fact);
    await stripKeptOrders(this.facts, idsOf(erased.filter(isNewOrder)), because);
    await stripDirectory(this.facts, idsOf(erased.filter((fact) => !isNewOrder(fact))), because);
  }

  /** What the person did since an erasure, but sealed under the key from before it: once more, under the new one. */
  private async renew(
    acts: readonly DirectoryAct[],
    bare: readonly DirectoryFact[],
    erased: readonly number[],
  ): Promise<void> {
    const stored = await this.facts.findByIds(idsOf(bare));
    const sealed = await this.describe(acts, bare, erased);
    const renewed = sealed.filter(({ _id, party, sealedFor = party }) => {
      const before = stored.get(_id);
      return (
        before !== undefined &&
        isDirectory(before) &&
        before.ownId !== undefined &&
        keyOwnerOf(before) !== sealedFor
      );
    });
    durable(
      await this.factLog.append(
        renewed.map((fact) => ({ ...fact, _id: renewedId(fact._id, keyOwnerOf(fact)) })),
      ),
    );
    await stripDirectory(this.facts, idsOf(renewed), because);
  }

  /** Of each act's party, up to when it is erased, in milliseconds. */
  private async erasuresOf(acts: readonly DirectoryAct[]): Promise<readonly number[]> {
    const refs = acts.map(({ party }) => this.keys.partyRefs(party.source, party.id));
    const found = await this.facts.ofParties([...new Set(refs.flat())], ['party.erased']);
    if (found.length === 0) return acts.map(() => -Infinity);
    const byRef = new Map<string, ConsentServiceFact[]>();
    const dates = datesOf(this.clock);
    for (const fact of found.map((one) => factAsBelieved(one, dates)))
      byRef.set(fact.party ?? '', [...(byRef.get(fact.party ?? '') ?? []), fact]);
    return refs.map((own) => erasedBefore(own.flatMap((ref) => byRef.get(ref) ?? [])));
  }

  private bareFact(act: DirectoryAct, takenAt: Date): DirectoryFact {
    const { _id, via, at } = act;
    const party = this.keys.partyRef(act.party.source, act.party.id);
    const fact = { _id: this.keys.factId(_id), party, act: act.act, via, at, on: civilDateOf(at), takenAt };
    return { ...fact, type: act.type };
  }

  private async describe(
    acts: readonly DirectoryAct[],
    bare: readonly DirectoryFact[],
    erased: readonly number[],
  ): Promise<readonly DirectoryFact[]> {
    const toSeal: ToSeal[] = [];
    const places = acts.map((act, index) => {
      const fact = bare[index]!;
      if (isErased(fact, erased[index]!)) return undefined;
      const owner = keyOwnerAfter(fact.party, erased[index]!);
      const sealAs = (value: unknown): number => toSeal.push({ party: owner, cls: 'directory', value }) - 1;
      return {
        ...(owner !== fact.party && { sealedFor: owner }),
        ownId: sealAs(act.party),
        values: act.contact.values.map(([field, value]) => [field, sealAs(value)] as const),
      };
    });
    const sealed = await this.sealer.sealMany(toSeal);
    return bare.map((fact, index): DirectoryFact => {
      const place = places[index];
      if (place === undefined) return fact;
      const values = Object.fromEntries(place.values.map(([field, at]) => [field, sealed[at]]));
      const { ownId, values: _, ...key } = place;
      return {
        ...this.openlyTold(acts[index]!, fact),
        ...key,
        ownId: sealed[ownId] as Sealed<never>,
        values,
      };
    });
  }

  private openlyTold({ contact, ...act }: DirectoryAct, fact: DirectoryFact): DirectoryFact {
    const { kind, country, collection, subscriber, wholeContact } = act;
    const addresses = contact.addresses.flatMap(({ kind, normalised }) =>
      this.keys.addressHashes(kind, normalised).map((hash) => ({ kind, ...hash })),
    );
    const notice = this.noticeOn(fact.on);
    return {
      ...fact,
      ...(act.type === 'contract.opened' && { order: act.order, productGroups: act.productGroups }),
      ...(kind !== undefined && { kind }),
      ...(country !== undefined && { country }),
      ...(collection !== undefined && { collection }),
      ...(subscriber !== undefined && { subscriber }),
      ...(notice !== undefined && { notice }),
      ...(addresses.length > 0 && { addresses }),
      ...(wholeContact !== undefined && { wholeContact }),
      ...(contact.capacity !== undefined && { capacity: contact.capacity }),
    };
  }

  private noticeOn(on: string): string | undefined {
    const earliest = this.policies[0]?.validFrom;
    return earliest === undefined || on < earliest ? undefined : policyAt(this.policies, on).version;
  }
}

const because = { reason: 'came-after-erasure' };
const idsOf = (facts: readonly DirectoryFact[]): readonly string[] => facts.map(({ _id }) => _id);
