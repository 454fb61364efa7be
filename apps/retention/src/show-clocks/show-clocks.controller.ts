import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { IsShape, type KeptFields, PartyId } from '#contracts';
import { type Policy, policyAt } from '#policy';
import { Allow, CLOCK, type Clock, FACTS, HASH_KEYS, POLICIES, problem } from '#service';
import type { FactCollection, HashKeys } from '#storage';
import type { PartyFact } from '../facts.js';
import { type PartyClocks, partyClocks, partyVerdicts, type RecordClocks } from '../party-clocks.decision.js';

class ShowClocksRequest {
  @IsShape(() => PartyId) party!: PartyId;
}

interface ShownRecord extends RecordClocks {
  /** What a law or an open contract keeps of it even against the person's erasure request, and to which day. */
  readonly keptAgainstErasure: readonly KeptFields[];
}

interface ClocksAnswer extends Omit<PartyClocks, 'records'> {
  readonly records: readonly ShownRecord[];
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
    const kept = new Map(
      partyVerdicts(policy, facts, today).map(({ kind, record, keep }) => [`${kind} ${record}`, keep]),
    );
    const clocks = partyClocks(policy, facts, today);
    return {
      ...clocks,
      records: clocks.records.map((one) => ({
        ...one,
        keptAgainstErasure: kept.get(`${one.kind} ${one.record}`) ?? [],
      })),
      asOf: this.clock.now().toISOString(),
      policyVersion: policy.version,
    };
  }
}
