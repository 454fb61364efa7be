import { Inject, Injectable } from '@nestjs/common';
import type { FactCollection } from '#storage';
import { knownAsBelieved } from './known-as-believed.decision.js';
import { CLOCK, type Clock, datesOf, FACTS } from '#service';
import {
  ECHOED,
  LIFTED,
  PROHIBITED,
  factIdOfSuppression,
  type EchoFact,
  type LiftFact,
  type StandingFact,
  type SuppressionFact,
} from './prohibition.js';

/** Prohibitions with the lifts that name them, as they are believed. Few queries however many addresses are asked about. */
@Injectable()
export class SuppressionStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<SuppressionFact>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** With the prohibition itself where it is known by another hash of the address only. */
  async ofAddresses(hashes: readonly string[]): Promise<readonly SuppressionFact[]> {
    const standing = await this.standingOfAddresses(hashes);
    const roots = standing.flatMap((fact) =>
      fact.type === ECHOED && fact.party === undefined ? [factIdOfSuppression(fact.root)] : [],
    );
    const others = await this.byIds(roots);
    return this.withLifts([...standing, ...others]);
  }

  async ofParties(parties: readonly string[]): Promise<readonly SuppressionFact[]> {
    const standing = (await this.facts.ofParties(parties, [PROHIBITED, ECHOED])) as readonly StandingFact[];
    return this.withLifts(this.believed(standing));
  }

  async byIds(ids: readonly string[]): Promise<readonly StandingFact[]> {
    const found = [...(await this.facts.findByIds(ids)).values()];
    return this.believed(found.filter((fact) => fact.type === PROHIBITED || fact.type === ECHOED));
  }

  /** What follows from this prohibition, by its natural keys. */
  async echoesOf(suppression: string): Promise<readonly EchoFact[]> {
    const range = { $gte: `${suppression}/`, $lt: `${suppression}0` };
    const found = await this.facts.collection.find({ _id: range }).toArray();
    return this.believed(found.filter((fact) => fact.type === ECHOED));
  }

  async standingOfAddresses(hashes: readonly string[]): Promise<readonly StandingFact[]> {
    if (hashes.length === 0) return [];
    return this.believed(await this.findStanding(hashes).toArray());
  }

  async withLifts(standing: readonly StandingFact[]): Promise<readonly SuppressionFact[]> {
    if (standing.length === 0) return [];
    const ids = standing.flatMap((fact) =>
      fact.type === ECHOED ? [fact.suppression, fact.root] : [fact.suppression],
    );
    return [...standing, ...this.believed(await this.findLifts([...new Set(ids)]).toArray())];
  }

  findStanding(hashes: readonly string[]) {
    return this.facts.collection.find<StandingFact>({
      'address.hash': { $in: hashes as string[] },
      type: { $in: [PROHIBITED, ECHOED] },
    });
  }

  findLifts(suppressions: readonly string[]) {
    return this.facts.collection.find<LiftFact>({
      suppressions: { $in: suppressions as string[] },
      type: LIFTED,
    });
  }

  private believed<F extends SuppressionFact>(facts: readonly F[]): readonly F[] {
    const dates = datesOf(this.clock);
    return facts.map((fact) => knownAsBelieved(fact, dates));
  }
}
