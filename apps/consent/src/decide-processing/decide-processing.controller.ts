import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { civilDateOf, type Decision, type Policy } from '#policy';
import { actedAt, Allow, CLOCK, KnownUpTo, NotComputable, POLICIES, SourceAt } from '#service';
import type { Clock } from '#service';
import { DecisionTally } from '../decision-tally.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { policyInForce } from '../policy-in-force.js';
import { decideForParty, denied } from './decide-for-party.decision.js';
import { DecisionBatch, DecisionQuestion } from './decision-request.js';

@Controller('v1/decisions')
export class DecideProcessingController {
  constructor(
    private readonly parties: PartyFactsStore,
    private readonly knownUpTo: KnownUpTo,
    private readonly tally: DecisionTally,
    private readonly notComputable: NotComputable,
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
    const { computed, failed } = await this.parties.computeEach(
      asked.map(({ party }) => party),
      (facts, index) => {
        const { policy, question } = prepared[index]!;
        return decideForParty(policy, question, facts, moment, this.policies);
      },
    );
    for (const { of, reason } of failed) {
      const { source, id } = asked[of]!.party;
      this.notComputable.note(`party ${source} ${id}`, reason);
    }
    const decided = new Map(computed.map(({ of, value }) => [of, value]));
    return prepared.map(({ policy }, index) => {
      const decision = decided.get(index) ?? denied(policy, 'not-computable', moment.asOf);
      this.tally.count(decision);
      return decision;
    });
  }
}
