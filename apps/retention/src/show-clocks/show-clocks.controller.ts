import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { IsShape, type KeptFields, PartyId } from '#contracts';
import { type Because, type Policy, policyAt } from '#policy';
import { Allow, CLOCK, type Clock, POLICIES, problem } from '#service';
import type { PartyFact } from '../facts.js';
import { type PartyClocks, partyClocks, partyVerdicts, type RecordClocks } from '../party-clocks.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { whyDated } from './why-dated.decision.js';

class ShowClocksRequest {
  @IsShape(() => PartyId) party!: PartyId;
}

interface ShownRecord extends RecordClocks {
  /** What a law or an open contract keeps of it even against the person's erasure request, and to which day. */
  readonly keptAgainstErasure: readonly KeptFields[];
  /** Where the day of taking in stands for a date that cannot be true, by the rules it bears on. */
  readonly because?: readonly Because[];
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
    private readonly facts: PartyFactsStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('desk', 'officer')
  async show(@Body() { party }: ShowClocksRequest): Promise<ClocksAnswer> {
    const { computed, failed } = await this.facts.computeEach(
      [{ _id: party.id, source: party.source, partyId: party.id }],
      (facts) => this.answer(facts),
    );
    const [reason] = failed.map((one) => one.reason);
    if (reason !== undefined)
      throw problem(409, 'not-computable', `What is stored makes the clocks throw: ${reason}`);
    const [answer] = computed.map(({ value }) => value);
    if (answer === undefined) throw problem(404, 'party-unknown', 'Nothing is held about this party');
    return answer;
  }

  private answer(facts: readonly PartyFact[]): ClocksAnswer | undefined {
    if (facts.length === 0) return undefined;
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
        ...whyDated(one),
      })),
      asOf: this.clock.now().toISOString(),
      policyVersion: policy.version,
    };
  }
}
