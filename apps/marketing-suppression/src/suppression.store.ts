import { Inject, Injectable } from '@nestjs/common';
import type { FactCollection } from '#storage';
import { FACTS } from '#service';
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

/** Prohibitions with the lifts that name them. Few queries however many addresses are asked about. */
@Injectable()
export class SuppressionStore {
  constructor(@Inject(FACTS) private readonly facts: FactCollection<SuppressionFact>) {}

  /** With the prohibition itself where it is known by another hash of the address only. */
  async ofAddresses(hashes: readonly string[]): Promise<readonly SuppressionFact[]> {
    const standing = await this.standingOfAddresses(hashes);
    const roots = standing.flatMap((fact) =>
      fact.type === ECHOED && fact.party === undefined ? [factIdOfSuppression(fact.root)] : [],
    );
    const others = [...(await this.facts.findByIds(roots)).values()] as StandingFact[];
    return this.withLifts([...standing, ...others]);
  }

  async ofParties(parties: readonly string[]): Promise<readonly SuppressionFact[]> {
    const standing = await this.facts.ofParties(parties, [PROHIBITED, ECHOED]);
    return this.withLifts(standing as readonly StandingFact[]);
  }

  /** What follows from this prohibition, by its natural keys. */
  async echoesOf(suppression: string): Promise<readonly EchoFact[]> {
    const range = { $gte: `${suppression}/`, $lt: `${suppression}0` };
    const found = await this.facts.collection.find({ _id: range }).toArray();
    return found.filter((fact) => fact.type === ECHOED);
  }

  standingOfAddresses(hashes: readonly string[]): Promise<StandingFact[]> {
    if (hashes.length === 0) return Promise.resolve([]);
    return this.findStanding(hashes).toArray();
  }

  async withLifts(standing: readonly StandingFact[]): Promise<readonly SuppressionFact[]> {
    if (standing.length === 0) return [];
    const ids = standing.flatMap((fact) =>
      fact.type === ECHOED ? [fact.suppression, fact.root] : [fact.suppression],
    );
    return [...standing, ...(await this.findLifts([...new Set(ids)]).toArray())];
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
}
