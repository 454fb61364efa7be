import { Inject, Injectable } from '@nestjs/common';
import { FACTS } from '#service';
import type { FactCollection } from '#storage';
import { ADDRESS_KNOWN, ERASED, type ErasedFact, ROLE_STATED, type PartyFact } from '../address-fact.js';
import { CONSENT_GRANTED, CONSENT_WITHDRAWN, type ConsentFact } from '../choice-fact.js';
import { PartyStore } from '../party.store.js';
import { ECHOED, LIFTED, PROHIBITED, type LiftFact, type StandingFact } from '../prohibition.js';
import { SuppressionStore } from '../suppression.store.js';
import type { KnownFact } from '../acts-in.decision.js';
import type { KnownOfAddress } from './answer-send-check.decision.js';

type OfParty = PartyFact | ConsentFact | StandingFact | ErasedFact;

/** All that is known of many addresses in four queries, however many they are. */
@Injectable()
export class KnownAddressesStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<OfParty>,
    private readonly suppressions: SuppressionStore,
    private readonly parties: PartyStore,
  ) {}

  /** Each address is given by its hashes under every live key. */
  async ofAddresses(addresses: readonly (readonly string[])[]): Promise<readonly KnownOfAddress[]> {
    const hashes = [...new Set(addresses.flat())];
    const [holders, byHash] = await Promise.all([
      this.parties.holdersOf(hashes),
      this.suppressions.standingOfAddresses(hashes),
    ]);
    const parties = [...new Set([...holders.values()].flatMap((refs) => [...refs]))];
    const ofParties = await this.facts.ofParties(parties, [
      ADDRESS_KNOWN,
      ROLE_STATED,
      CONSENT_GRANTED,
      CONSENT_WITHDRAWN,
      PROHIBITED,
      ECHOED,
      ERASED,
    ]);
    const standing = [...byHash, ...ofParties.filter(isStanding)];
    const lifts = (await this.suppressions.withLifts(standing)).filter((fact) => fact.type === LIFTED);
    const liftsOf = grouped(
      lifts.flatMap((lift) => lift.suppressions.map((id) => ({ id, lift }))),
      ({ id }) => id,
    );
    const withLifts = <F extends KnownFact>(facts: readonly F[]): readonly (F | LiftFact)[] => [
      ...facts,
      ...facts
        .flatMap((fact) => namesOf(fact).flatMap((id) => liftsOf.get(id) ?? []))
        .map(({ lift }) => lift),
    ];
    const factsOf = grouped(ofParties, ({ party }) => party);
    const standingOf = grouped(byHash, ({ address }) => address?.hash);
    return addresses.map((own) => {
      const refs = new Set(own.flatMap((hash) => [...(holders.get(hash) ?? [])]));
      return {
        hashes: new Set(own),
        ofAddress: withLifts(own.flatMap((hash) => standingOf.get(hash) ?? [])),
        parties: new Map([...refs].map((ref) => [ref, withLifts(factsOf.get(ref) ?? [])])),
      };
    });
  }
}

const isStanding = (fact: OfParty): fact is StandingFact => fact.type === PROHIBITED || fact.type === ECHOED;

function namesOf(fact: KnownFact): readonly string[] {
  if (fact.type === PROHIBITED) return [fact.suppression];
  return fact.type === ECHOED ? [fact.suppression, fact.root] : [];
}

function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
