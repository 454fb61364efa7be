import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { type BecauseData, eventOf, SuppressionLifted } from '#contracts';
import { civilDateOf, policyAt, type Policy } from '#policy';
import {
  actedAt,
  Allow,
  type Answer,
  answerOnce,
  CLOCK,
  type Clock,
  type Concerning,
  Concerns,
  FACT_LOG,
  FACTS,
  HASH_KEYS,
  IdempotencyKey,
  invalidField,
  type OnceOnly,
  POLICIES,
  Principal,
  problem,
  requestHashOf,
  SEALER,
} from '#service';
import { type FactCollection, type FactLog, type HashKeys, owing, type Sealer } from '#storage';
import { becauseOf } from '../because-of.js';
import { EchoKeeper } from '../echo-keeper.js';
import {
  LIFTED,
  factIdOfSuppression,
  liftIdOf,
  PROHIBITED,
  type LiftFact,
  type ProhibitionFact,
  type SuppressionFact,
} from '../prohibition.js';
import { evidenceOwner } from '../record-prohibition.js';
import { SuppressionStore } from '../suppression.store.js';
import { liftIsFresh } from './lift-is-fresh.decision.js';
import { LiftProhibitionRequest } from './lift-prohibition.request.js';

export interface LiftAnswer {
  readonly lift: string;
  readonly lifted: readonly string[];
  readonly because: readonly BecauseData[];
}

@Controller('v1/prohibitions')
export class LiftProhibitionController {
  constructor(
    private readonly suppressions: SuppressionStore,
    private readonly echoes: EchoKeeper,
    @Inject(FACTS) private readonly facts: FactCollection<SuppressionFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<LiftFact>,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Lifts this one prohibition and what follows from it; a newer one, or one of another scope, still holds. */
  @Post(':id/lift')
  @Allow('desk')
  async lift(
    @Param('id') id: string,
    @Body() body: LiftProhibitionRequest,
    @IdempotencyKey() once: OnceOnly,
    @Principal() principal: Principal,
    @Concerns() concerning: Concerning,
  ): Promise<Answer<LiftAnswer>> {
    const prohibition = await this.prohibitionOf(id);
    if (prohibition.party !== undefined) concerning(prohibition.party);
    const at = actedAt(this.clock, body.evidence.actedAt, '/evidence/actedAt');
    if (!liftIsFresh(at, prohibition.at)) {
      throw invalidField('/evidence/actedAt', 'must be an act made after the prohibition');
    }
    const fact = await this.factOf(prohibition, body, at, once, principal);
    const answer = await answerOnce(
      this.factLog,
      once,
      { ...fact, requestHash: requestHashOf(this.keys, { id, body: once.body }) },
      ({ lift, suppressions, because }) => ({ lift, lifted: suppressions, because }),
    );
    if (prohibition.party === undefined) await this.echoes.keepAddress(prohibition, []);
    else await this.echoes.keep([[prohibition.party]]);
    return answer;
  }

  private async prohibitionOf(id: string): Promise<ProhibitionFact> {
    const fact = id.startsWith('s.') ? await this.facts.findById(factIdOfSuppression(id)) : undefined;
    if (fact?.type !== PROHIBITED)
      throw problem(404, 'unknown-prohibition', 'There is no prohibition of this id');
    return fact;
  }

  private async factOf(
    { suppression, party, address }: ProhibitionFact,
    { method, evidence }: LiftProhibitionRequest,
    at: Date,
    once: OnceOnly,
    principal: Principal,
  ): Promise<LiftFact> {
    const lift = liftIdOf(once.factId);
    const echoes = await this.suppressions.echoesOf(suppression);
    const suppressions = [suppression, ...echoes.map((echo) => echo.suppression)];
    const because = [
      becauseOf(
        policyAt(this.policies, this.clock.today()),
        'right.prohibit',
        'lifted-by-the-person',
        suppression,
      ),
    ];
    const now = this.clock.now();
    const data: SuppressionLifted = { lift, suppressions, liftedAt: at.toISOString(), method, because };
    return {
      _id: once.factId,
      type: LIFTED,
      lift,
      suppressions,
      method,
      because,
      ...(party !== undefined && { party }),
      evidence: await this.sealer.seal(evidenceOwner(party, address), 'proof', {
        statement: evidence.statement,
        ...(evidence.reference !== undefined && { reference: evidence.reference }),
        actedAt: evidence.actedAt,
        recordedBy: `${principal.role}/${principal.subject}`,
        recordedAt: now.toISOString(),
      }),
      on: civilDateOf(at),
      at: at.toISOString(),
      takenAt: new Date(),
      ...owing(eventOf('marketing-suppression', SuppressionLifted.type, lift, data, now.toISOString())),
    };
  }
}
