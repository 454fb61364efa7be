import { Inject, Injectable } from '@nestjs/common';
import { FACTS } from '#service';
import type { FactCollection } from '#storage';
import { factIdOfSuppression, LIFTED, PROHIBITED, type SuppressionFact } from '../prohibition.js';

export interface SuppressionCounts {
  readonly recorded: number;
  readonly lifted: number;
  readonly inForce: number;
  /** In force, by the kind of their scope. */
  readonly byScope: Readonly<Record<string, number>>;
}

/** Counts the prohibitions people made; an echo of one is no further one. */
@Injectable()
export class SuppressionCountsStore {
  constructor(@Inject(FACTS) private readonly facts: FactCollection<SuppressionFact>) {}

  async count(): Promise<SuppressionCounts> {
    const recorded = await this.byScope({ type: PROHIBITED });
    const lifted = await this.byScope({ type: PROHIBITED, _id: { $in: await this.liftedFactIds() } });
    return {
      recorded: sum(recorded),
      lifted: sum(lifted),
      inForce: sum(recorded) - sum(lifted),
      byScope: Object.fromEntries(
        [...recorded].map(([kind, count]) => [kind, count - (lifted.get(kind) ?? 0)]),
      ),
    };
  }

  /** The id of a prohibition is its fact's id behind `s.`; an echo's has a slash and is no prohibition of its own. */
  private async liftedFactIds(): Promise<string[]> {
    const lifts = await this.facts.collection
      .find({ type: LIFTED, takenAt: { $gt: new Date(0) } })
      .project<{ suppressions: string[] }>({ _id: 0, suppressions: 1 })
      .toArray();
    return [...new Set(lifts.flatMap(({ suppressions }) => suppressions.map(factIdOfSuppression)))];
  }

  private async byScope(filter: object): Promise<ReadonlyMap<string, number>> {
    const rows = await this.facts.collection
      .aggregate<{ _id: string; count: number }>([
        { $match: filter },
        { $group: { _id: '$scope.kind', count: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    return new Map(rows.map(({ _id, count }) => [_id, count]));
  }
}

const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((all, count) => all + count, 0);
