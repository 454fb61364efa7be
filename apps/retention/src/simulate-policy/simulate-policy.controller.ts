import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { type Policy, policyAt, Simulator } from '#policy';
import {
  Allow,
  CLOCK,
  type Clock,
  MOST_PARTIES,
  POLICIES,
  proposedPolicy,
  type SimulationAnswer,
  SimulationRequest,
} from '#service';
import { partyClocks } from '../party-clocks.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { PartyIndexStore } from '../party-index.store.js';

const PAGE = 200;

/** What a proposed policy would do to what is held, by the clocks. Writes nothing; names parties by reference only. */
@Controller('v1/simulations')
export class SimulatePolicyController {
  constructor(
    private readonly parties: PartyIndexStore,
    private readonly facts: PartyFactsStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('officer')
  async simulate(
    @Body() { policy: text, after, limit = MOST_PARTIES }: SimulationRequest,
  ): Promise<SimulationAnswer> {
    const to = proposedPolicy(text);
    const today = this.clock.today();
    const from = policyAt(this.policies, today);
    const simulator = new Simulator(from, to, today);
    let last = after;
    let left = limit;
    while (left > 0) {
      const page = await this.parties.page(last, Math.min(PAGE, left)).toArray();
      const { computed } = await this.facts.computeEach(page, (facts) =>
        [from, to].map((policy) => partyClocks(policy, facts, today).records.map(({ clocks }) => clocks)),
      );
      for (const { of, value } of computed) simulator.addClocks(of._id, value[0]!, value[1]!);
      left -= page.length;
      last = page.at(-1)?._id;
      if (page.length < PAGE) break;
    }
    const more = left <= 0 && last !== undefined ? { next: last } : {};
    return { from: from.version, to: to.version, today, ...simulator.result(), ...more };
  }
}
