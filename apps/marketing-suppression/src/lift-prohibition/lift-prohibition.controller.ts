import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { type BecauseData, eventOf, type PartyId, SuppressionLifted } from '#contracts';
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
  datesOf,
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
import { factsAsBelieved } from '../acts-in.decision.js';
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
import { type NamedByLift, namedByLift } from './named-by-lift.decision.js';

export interface LiftAnswer {
  readonly lift: string;
  readonly lifted: readonly string[];
  /** The prohibition of an address holds for as long as somebody else objects by it. */
  readonly standing?: readonly string[];
  readonly because: readonly BecauseData[];
}

type Named = Exclude<NamedByLift, { readonly refused: string }>;

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

  /**
   * Lifts this one prohibition and what follows from it, of one person; a newer one, one of another scope, and what another
   * person objects to by it still hold.
   */
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
    const named = await this.namedBy(prohibition, body.party);
    if (named.party !== undefined) concerning(named.party);
    const at = actedAt(this.clock, body.evidence.actedAt, '/evidence/actedAt');
    if (!liftIsFresh(at, prohibition.at)) {
      throw invalidField('/evidence/actedAt', 'must be an act made after the prohibition');
    }
    const fact = await this.factOf(prohibition, named, body, at, once, principal);
    const answer = await answerOnce(
      this.factLog,
      once,
      { ...fact, requestHash: requestHashOf(this.keys, { id, body: once.body }) },
      ({ lift, suppressions, because }) => ({
        lift,
        lifted: suppressions,
        because,
        ...(!suppressions.includes(id) && { standing: [id] }),
      }),
    );
    if (prohibition.party === undefined) await this.echoes.keepAddress(prohibition, []);
    if (named.party !== undefined) await this.echoes.keep([[named.party]]);
    return answer;
  }

  private async namedBy(prohibition: ProhibitionFact, party: PartyId | undefined): Promise<Named> {
    const echoes = await this.suppressions.echoesOf(prohibition.suppression);
    const facts = await this.suppressions.withLifts(echoes);
    const refs = party === undefined ? undefined : this.keys.partyRefs(party.source, party.id);
    const named = namedByLift(prohibition, facts, refs);
    if ('refused' in named) throw invalidField('/party', named.refused);
    return named;
  }

  private async prohibitionOf(id: string): Promise<ProhibitionFact> {
    const fact = id.startsWith('s.') ? await this.facts.findById(factIdOfSuppression(id)) : undefined;
    if (fact?.type !== PROHIBITED)
      throw problem(404, 'unknown-prohibition', 'There is no prohibition of this id');
    return factsAsBelieved([fact], datesOf(this.clock))[0]!;
  }

  private async factOf(
    { suppression, address }: ProhibitionFact,
    { party, suppressions }: Named,
    { method, evidence }: LiftProhibitionRequest,
    at: Date,
    once: OnceOnly,
    principal: Principal,
  ): Promise<LiftFact> {
    const lift = liftIdOf(once.factId);
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
