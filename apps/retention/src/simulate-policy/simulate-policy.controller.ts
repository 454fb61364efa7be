import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { parsePolicy, type Policy, policyAt, policyProblems, type Simulation, Simulator } from '#policy';
import { Allow, CLOCK, type Clock, POLICIES, problem } from '#service';
import { partyClocks } from '../party-clocks.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { PartyIndexStore } from '../party-index.store.js';

const PAGE = 200;
const MOST = 5_000;

class SimulatePolicyRequest {
  /** The proposed policy.yaml. */
  @IsString() @MaxLength(1024 * 1024) policy!: string;
  /** The `next` of an earlier answer. */
  @IsOptional() @Matches(/^[A-Za-z0-9_-]{1,200}$/) after?: string;
  @IsOptional() @IsInt() @Min(1) @Max(MOST) limit?: number;
}

interface SimulationAnswer extends Simulation {
  readonly from: string;
  readonly to: string;
  readonly today: string;
  /** There is more to go through; parts are added up. */
  readonly next?: string;
}

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
    @Body() { policy: text, after, limit = MOST }: SimulatePolicyRequest,
  ): Promise<SimulationAnswer> {
    const to = proposed(text);
    const today = this.clock.today();
    const from = policyAt(this.policies, today);
    const simulator = new Simulator(from, to, today);
    let last = after;
    let left = limit;
    while (left > 0) {
      const page = await this.parties.page(last, Math.min(PAGE, left)).toArray();
      const factsOf = await this.facts.ofEach(page);
      for (const { _id } of page) {
        const facts = factsOf.get(_id) ?? [];
        const clocksBy = (policy: Policy) =>
          partyClocks(policy, facts, today).records.map(({ clocks }) => clocks);
        simulator.addClocks(_id, clocksBy(from), clocksBy(to));
      }
      left -= page.length;
      last = page.at(-1)?._id;
      if (page.length < PAGE) break;
    }
    const more = left <= 0 && last !== undefined ? { next: last } : {};
    return { from: from.version, to: to.version, today, ...simulator.result(), ...more };
  }
}

function proposed(text: string): Policy {
  const problems = policyProblems(text, 'policy.yaml');
  if (problems.length === 0) return parsePolicy(text, 'policy.yaml');
  const errors = problems.slice(0, 50).map(({ message: reason }) => ({ field: '/policy', reason }));
  throw problem(422, 'invalid-request', 'The request has fields that are not valid', errors);
}
