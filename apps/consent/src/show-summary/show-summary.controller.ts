import { Controller, Get, Inject } from '@nestjs/common';
import { Allow, CLOCK, type Clock, computeEach, datesOf, FACTS, KnownUpTo } from '#service';
import { FactCollection } from '#storage';
import type { ConsentServiceFact } from '../consent-facts.js';
import { DecisionTally } from '../decision-tally.js';
import { byParty, countConsents } from './count-consents.decision.js';

export interface ConsentSummary {
  readonly partiesKnown: number;
  readonly ordersKnown: number;
  readonly consentsInForce: number;
  readonly withdrawals: number;
  readonly prohibitionsFollowed: number;
  readonly partiesErased: number;
  readonly asOf: string;
  /** Since this instance started, by reason. */
  readonly decisions: {
    readonly allowed: Readonly<Record<string, number>>;
    readonly denied: Readonly<Record<string, number>>;
  };
}

/** Counts, and nothing but counts. */
@Controller('v1/summary')
export class ShowSummaryController {
  constructor(
    private readonly tally: DecisionTally,
    private readonly knownUpTo: KnownUpTo,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(FACTS) private readonly facts: FactCollection<ConsentServiceFact>,
  ) {}

  @Get()
  @Allow('ops', 'officer')
  async show(): Promise<ConsentSummary> {
    const [partiesKnown, ordersKnown, withdrawals, prohibitionsFollowed, partiesErased, choices] =
      await Promise.all([
        this.parties(['party.described', 'contract.opened']),
        this.countOf('contract.opened'),
        this.countOf('consent.withdrawn'),
        this.countOf('suppression.added'),
        this.parties(['party.erased']),
        this.choices(),
      ]);
    return {
      partiesKnown,
      ordersKnown,
      consentsInForce: this.inForce(choices),
      withdrawals,
      prohibitionsFollowed,
      partiesErased,
      asOf: this.knownUpTo.moment().asOf,
      decisions: { allowed: this.tally.byReason('allowed'), denied: this.tally.byReason('denied') },
    };
  }

  /** A party that cannot be computed has none, for whoever asks. */
  private inForce(choices: readonly ConsentServiceFact[]): number {
    const dates = datesOf(this.clock);
    const { computed } = computeEach(byParty(choices), (own) => countConsents(own, dates));
    return computed.reduce((all, { value }) => all + value, 0);
  }

  private countOf(type: ConsentServiceFact['type']): Promise<number> {
    return this.facts.collection.countDocuments({ type });
  }

  private async parties(types: readonly ConsentServiceFact['type'][]): Promise<number> {
    const [found] = await this.facts.collection
      .aggregate<{ parties: number }>([
        { $match: { type: { $in: [...types] } } },
        { $group: { _id: '$party' } },
        { $count: 'parties' },
      ])
      .toArray();
    return found?.parties ?? 0;
  }

  /** Everything that ends a consent besides the consents themselves. */
  private choices(): Promise<readonly ConsentServiceFact[]> {
    const types = ['consent.granted', 'consent.withdrawn', 'party.erased'] as const;
    return this.facts.collection
      .find({ type: { $in: [...types] } })
      .project<ConsentServiceFact>({ owes: 0, evidence: 0, because: 0 })
      .toArray();
  }
}
