import { Inject, Injectable } from '@nestjs/common';
import type { AddressHash } from '#contracts';
import { CLOCK, type Clock, datesOf, FACT_LOG } from '#service';
import { durable, type FactLog } from '#storage';
import { factsAsBelieved } from './acts-in.decision.js';
import type { AddressFact } from './address-fact.js';
import { EchoFacts } from './echo-facts.js';
import { EchoKeeper } from './echo-keeper.js';
import { rootOf } from './missing-echoes.decision.js';
import { PartyStore } from './party.store.js';
import { peopleMeant, stillMeaningPeople } from './people-of-address.decision.js';
import type { ProhibitionFact, StandingFact, SuppressionFact } from './prohibition.js';
import { liftedIds } from './prohibitions-in-force.decision.js';
import { SuppressionStore } from './suppression.store.js';

/** Names the people who are meant by the prohibition of a bare address, and says it wherever they can be reached. */
@Injectable()
export class PeopleKeeper {
  constructor(
    private readonly suppressions: SuppressionStore,
    private readonly parties: PartyStore,
    private readonly echoes: EchoFacts,
    private readonly keeper: EchoKeeper,
    @Inject(FACT_LOG) private readonly factLog: FactLog<SuppressionFact>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** To be called once the prohibition of an address, here under every live key, is durable. */
  async keepPeople(root: ProhibitionFact, hashes: readonly AddressHash[]): Promise<void> {
    const holders = await this.parties.holdersOf(hashes.map(({ hash }) => hash));
    const parties = [...new Set([...holders.values()].flatMap((refs) => [...refs]))];
    const bare = hashes.map((address) => ({ ...root, address }));
    await this.name(bare, await this.parties.addressesOf(parties), true);
  }

  /** The same for people who have come to be known since; to be called once these facts are durable. */
  async keepPeopleOf(told: readonly AddressFact[]): Promise<void> {
    const hashes = [...new Set(told.flatMap(({ addresses }) => addresses.map(({ hash }) => hash)))];
    const standing = (await this.suppressions.standingOfAddresses(hashes)).filter(meansPeople);
    if (standing.length === 0) return;
    const facts = await this.suppressions.withLifts(standing);
    const prohibited = new Set(standing.map(({ address }) => address?.hash));
    const met = told.filter(({ addresses }) => addresses.some(({ hash }) => prohibited.has(hash)));
    const parties = [...new Set(met.map(({ party }) => party))];
    await this.name(stillMeaningPeople(standing, facts), await this.parties.addressesOf(parties), false);
  }

  private async name(
    bare: readonly StandingFact[],
    facts: readonly AddressFact[],
    now: boolean,
  ): Promise<void> {
    const meant = peopleMeant(factsAsBelieved(bare, datesOf(this.clock)), facts, now);
    const echoes = new Map(
      meant.map(({ of, party }) => [`${rootOf(of)} ${party}`, this.echoes.ofPerson(of, party)]),
    );
    if (echoes.size === 0) return;
    const lifted = liftedIds(await this.suppressions.withLifts([...echoes.values()]));
    const standing = [...echoes.values()].filter(({ suppression }) => !lifted.has(suppression));
    durable(await this.factLog.append(standing));
    await this.keeper.keep([...new Set(meant.map(({ party }) => party))].map((party) => [party]));
  }
}

/** Whoever prohibits for a party names whom it means. */
const meansPeople = ({ party, addressOnly }: StandingFact): boolean =>
  party === undefined && addressOnly !== true;
