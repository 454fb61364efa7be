import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { civilDateOf, type Decision, type Policy } from '#policy';
import { actedAt, Allow, CLOCK, KnownUpTo, POLICIES, SourceAt } from '#service';
import type { Clock } from '#service';
import { DecisionTally } from '../decision-tally.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { policyInForce } from '../policy-in-force.js';
import { decideForParty } from './decide-for-party.decision.js';
import { DecisionBatch, DecisionQuestion } from './decision-request.js';

@Controller('v1/decisions')
export class DecideProcessingController {
  constructor(
    private readonly parties: PartyFactsStore,
    private readonly knownUpTo: KnownUpTo,
    private readonly tally: DecisionTally,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('marketing', 'store', 'desk', 'officer')
  @SourceAt('/party/source')
  async decide(@Body() question: DecisionQuestion): Promise<Decision> {
    const [decision] = await this.answer([question], () => '/at');
    return decision!;
  }

  @Post('batch')
  @HttpCode(200)
  @Allow('marketing', 'store', 'desk', 'officer')
  @SourceAt('/questions/party/source')
  async decideMany(
    @Body() { questions }: DecisionBatch,
  ): Promise<{ readonly decisions: readonly Decision[] }> {
    return { decisions: await this.answer(questions, (index) => `/questions/${index}/at`) };
  }

  private async answer(
    asked: readonly DecisionQuestion[],
    field: (index: number) => string,
  ): Promise<readonly Decision[]> {
    const prepared = asked.map(({ at: stated, party: _party, ...question }, index) => {
      const at = actedAt(this.clock, stated, field(index));
      const policy = policyInForce(this.policies, civilDateOf(at), field(index));
      return { policy, question: { ...question, at: at.toISOString() } };
    });
    // Read before the facts: what is known may be more than what is claimed, never less.
    const moment = this.knownUpTo.moment();
    const facts = await this.parties.ofEach(asked.map(({ party }) => party));
    return prepared.map(({ policy, question }, index) => {
      const decision = decideForParty(policy, question, facts[index] ?? [], moment, this.policies);
      this.tally.count(decision);
      return decision;
    });
  }
}
