import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { channelsIn, type Policy, policyAt, Simulator } from '#policy';
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
import { foldParty } from '../fold-party.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';

const PAGE = 200;

/** What a proposed policy would deny and allow the parties there are. Writes nothing; names them by reference only. */
@Controller('v1/simulations')
export class SimulatePolicyController {
  constructor(
    private readonly parties: PartyFactsStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('officer')
  async simulate(
    @Body() { policy: text, after = '', limit = MOST_PARTIES }: SimulationRequest,
  ): Promise<SimulationAnswer> {
    const to = proposedPolicy(text);
    const today = this.clock.today();
    const from = policyAt(this.policies, today);
    const simulator = new Simulator(from, to, today);
    // A consent for all channels that lost one goes on for those that either policy knows.
    const channelsOf = channelsIn(from, to);
    const refs = await this.parties.refsAfter(after, limit);
    for (let start = 0; start < refs.length; start += PAGE) {
      const page = refs.slice(start, start + PAGE);
      const { computed } = await this.parties.computeRefs(
        page.map((ref) => [ref]),
        (facts) => foldParty(facts, channelsOf),
      );
      for (const { of, value: person } of computed)
        if (person.known) simulator.add({ party: page[of]!, person });
    }
    const last = refs.length === limit ? refs.at(-1) : undefined;
    const more = last === undefined ? {} : { next: last };
    return { from: from.version, to: to.version, today, ...simulator.result(), ...more };
  }
}
