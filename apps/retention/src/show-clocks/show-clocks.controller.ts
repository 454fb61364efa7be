import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { IsShape, PartyId } from '#contracts';
import { type Policy, policyAt } from '#policy';
import { Allow, CLOCK, type Clock, FACTS, HASH_KEYS, POLICIES, problem } from '#service';
import type { FactCollection, HashKeys } from '#storage';
import type { PartyFact } from '../facts.js';
import { type PartyClocks, partyClocks } from '../party-clocks.decision.js';

class ShowClocksRequest {
  @IsShape(() => PartyId) party!: PartyId;
}

interface ClocksAnswer extends PartyClocks {
  readonly asOf: string;
  readonly policyVersion: string;
}

/** POST, since a customer's number belongs in no URL. */
@Controller('v1/clocks')
export class ShowClocksController {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<PartyFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('desk', 'officer')
  async show(@Body() { party }: ShowClocksRequest): Promise<ClocksAnswer> {
    const facts = await this.facts.ofParties(this.keys.partyRefs(party.source, party.id));
    if (facts.length === 0) throw problem(404, 'party-unknown', 'Nothing is held about this party');
    const today = this.clock.today();
    const policy = policyAt(this.policies, today);
    return {
      ...partyClocks(policy, facts, today),
      asOf: this.clock.now().toISOString(),
      policyVersion: policy.version,
    };
  }
}
