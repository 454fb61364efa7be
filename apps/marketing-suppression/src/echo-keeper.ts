import { Inject, Injectable } from '@nestjs/common';
import { type AddressHash, eventOf, SuppressionAdded, SuppressionLifted } from '#contracts';
import { policyAt, type Policy } from '#policy';
import { CLOCK, FACT_LOG, POLICIES, type Clock } from '#service';
import { type Fact, type FactLog, durable, owing } from '#storage';
import { becauseOf } from './because-of.js';
import { missingEchoes, type MissingEchoes } from './missing-echoes.decision.js';
import { PartyStore } from './party.store.js';
import {
  ECHOED,
  LIFTED,
  echoIdOf,
  type EchoFact,
  type LiftFact,
  type ProhibitionFact,
  type SuppressionFact,
} from './prohibition.js';
import { SuppressionStore } from './suppression.store.js';

/** The references one party may have had under the live hash keys; most often one. */
export type PartyRefs = readonly string[];

/** Says each prohibition of a party for each address of it, and each lift for each of those. */
@Injectable()
export class EchoKeeper {
  constructor(
    private readonly suppressions: SuppressionStore,
    private readonly parties: PartyStore,
    @Inject(FACT_LOG) private readonly factLog: FactLog<SuppressionFact>,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
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
      return this.factsOf(missingEchoes(await this.suppressions.withLifts(standing), hashes));
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
    const facts = await this.suppressions.ofParties(parties.flat());
    if (facts.length === 0) return [];
    const concerned = new Set(facts.flatMap(({ party }) => party ?? []));
    const addresses = await this.parties.addressesOf(
      parties.filter((refs) => refs.some((ref) => concerned.has(ref))).flat(),
    );
    return parties.flatMap((refs) => {
      const own = new Set<string | undefined>(refs);
      const told = facts.filter((fact) => fact.type === LIFTED || own.has(fact.party));
      const known = addresses.filter(({ party }) => own.has(party)).flatMap(({ addresses }) => addresses);
      return this.factsOf(missingEchoes(told, known));
    });
  }

  private factsOf({ echoes, lifts }: MissingEchoes): SuppressionFact[] {
    const policy = policyAt(this.policies, this.clock.today());
    return [
      ...echoes.map(({ of, address }): EchoFact => {
        const suppression = echoIdOf(of.suppression, address);
        const { scope, method, on, at } = of;
        const about = { ...(of.party !== undefined && { party: of.party }), address };
        const because = [becauseOf(policy, 'right.prohibit', 'address-of-prohibited-party', of.suppression)];
        const data: SuppressionAdded = { suppression, ...about, scope, since: at, method, because };
        const fact = {
          _id: suppression,
          type: ECHOED,
          suppression,
          root: of.suppression,
          ...about,
          scope,
          method,
        } as const;
        return {
          ...fact,
          on,
          at,
          takenAt: new Date(),
          ...this.owing(SuppressionAdded.type, suppression, data),
        };
      }),
      ...lifts.map(({ completes, echo }): LiftFact => {
        const lift = echoIdOf(completes.lift, echo.address);
        const { method, because, on, at } = completes;
        const data: SuppressionLifted = {
          lift,
          suppressions: [echo.suppression],
          liftedAt: at,
          method,
          because,
        };
        const fact = {
          _id: lift,
          type: LIFTED,
          lift,
          suppressions: data.suppressions,
          method,
          because,
        } as const;
        return {
          ...fact,
          ...(echo.party !== undefined && { party: echo.party }),
          on,
          at,
          takenAt: new Date(),
          ...this.owing(SuppressionLifted.type, lift, data),
        };
      }),
    ];
  }

  private owing(type: string, id: string, data: object): Pick<Fact, 'owes' | 'owed'> {
    return owing(eventOf('marketing-suppression', type, id, data, this.clock.now().toISOString()));
  }
}
