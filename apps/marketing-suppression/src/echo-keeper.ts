import { Inject, Injectable } from '@nestjs/common';
import type { AddressHash } from '#contracts';
import { CLOCK, type Clock, datesOf, FACT_LOG } from '#service';
import { durable, type FactLog } from '#storage';
import { factsAsBelieved } from './acts-in.decision.js';
import { addressesOfParty } from './addresses-of-party.decision.js';
import { EchoFacts } from './echo-facts.js';
import { missingEchoes } from './missing-echoes.decision.js';
import { PartyStore } from './party.store.js';
import { LIFTED, type ProhibitionFact, type SuppressionFact } from './prohibition.js';
import { SuppressionStore } from './suppression.store.js';

/** The references one party may have had under the live hash keys; most often one. */
export type PartyRefs = readonly string[];

/** Says each prohibition of a party for each address of it, and each lift for each of those. */
@Injectable()
export class EchoKeeper {
  constructor(
    private readonly suppressions: SuppressionStore,
    private readonly parties: PartyStore,
    private readonly echoes: EchoFacts,
    @Inject(FACT_LOG) private readonly factLog: FactLog<SuppressionFact>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** To be called after the write of a fact that concerns these parties. Repeats until nothing is left to say. */
  keep(parties: readonly PartyRefs[]): Promise<void> {
    return this.say(() => this.missing(parties));
  }

  /** Says one prohibition for these hashes of its address too, and its lift for all it was said for. */
  keepAddress(root: ProhibitionFact, hashes: readonly AddressHash[]): Promise<void> {
    return this.say(async () => {
      const standing = [root, ...(await this.suppressions.echoesOf(root.suppression))];
      const told = hashes.map((address) => ({ address }));
      const facts = this.believed(await this.suppressions.withLifts(standing));
      return this.echoes.ofMissing(missingEchoes(facts, told));
    });
  }

  private async say(find: () => Promise<SuppressionFact[]>): Promise<void> {
    for (let round = 0; round < 5; round += 1) {
      const missing = await find();
      if (missing.length === 0) return;
      durable(await this.factLog.append(missing));
    }
  }

  private async missing(parties: readonly PartyRefs[]): Promise<SuppressionFact[]> {
    const facts = this.believed(await this.suppressions.ofParties(parties.flat()));
    if (facts.length === 0) return [];
    const concerned = new Set(facts.flatMap(({ party }) => party ?? []));
    const addresses = await this.parties.addressesOf(
      parties.filter((refs) => refs.some((ref) => concerned.has(ref))).flat(),
    );
    return parties.flatMap((refs) => {
      const own = new Set<string | undefined>(refs);
      const told = facts.filter((fact) => fact.type === LIFTED || own.has(fact.party));
      const known = addresses.filter(({ party }) => own.has(party));
      return this.echoes.ofMissing(missingEchoes(told, addressesOfParty(known)));
    });
  }

  private believed(facts: readonly SuppressionFact[]): readonly SuppressionFact[] {
    return factsAsBelieved(facts, datesOf(this.clock));
  }
}
