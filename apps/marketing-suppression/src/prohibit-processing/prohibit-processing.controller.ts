import { Body, Controller, Inject, Post } from '@nestjs/common';
import { type AddressHash, type BecauseData, spellingsOf } from '#contracts';
import { policyAt, type Policy } from '#policy';
import {
  actedAt,
  Allow,
  type Answer,
  answerOnce,
  CLOCK,
  type Clock,
  FACT_LOG,
  HASH_KEYS,
  IdempotencyKey,
  invalidField,
  type OnceOnly,
  POLICIES,
  Principal,
  problem,
  requestHashOf,
  SourceAt,
} from '#service';
import type { FactLog, HashKeys } from '#storage';
import type { Address } from '../address.js';
import { becauseOf } from '../because-of.js';
import { EchoKeeper } from '../echo-keeper.js';
import { PeopleKeeper } from '../people-keeper.js';
import type { ProhibitionFact } from '../prohibition.js';
import { RecordProhibition } from '../record-prohibition.js';
import { ProhibitProcessingRequest } from './prohibit-processing.request.js';
import { scopeProblem } from './scope-problem.decision.js';

export interface ProhibitionAnswer {
  readonly suppression: string;
  readonly because: readonly BecauseData[];
  readonly effectiveFrom: string;
}

@Controller('v1/prohibitions')
export class ProhibitProcessingController {
  constructor(
    private readonly record: RecordProhibition,
    private readonly echoes: EchoKeeper,
    private readonly people: PeopleKeeper,
    @Inject(FACT_LOG) private readonly factLog: FactLog<ProhibitionFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whoever it is about may be unknown here yet: the prohibition waits for them. */
  @Post()
  @Allow('desk', 'store', 'marketing')
  @SourceAt('/party/source', { unless: 'address' })
  async prohibit(
    @Body() body: ProhibitProcessingRequest,
    @IdempotencyKey() once: OnceOnly,
    @Principal() principal: Principal,
  ): Promise<Answer<ProhibitionAnswer>> {
    const policy = policyAt(this.policies, this.clock.today());
    const { party, address, scope, method } = body;
    if (party === undefined && address === undefined) throw nobodyNamed();
    const wrongScope = scopeProblem(scope, policy);
    if (wrongScope !== undefined) throw invalidField(wrongScope.field, wrongScope.reason);
    const hashes = address === undefined ? [] : this.hashesOf(address);
    const fact = await this.record.factOf({
      factId: once.factId,
      ...(party !== undefined && { party: this.keys.partyRef(party.source, party.id) }),
      ...(hashes[0] !== undefined && { address: hashes[0] }),
      scope,
      method,
      since: actedAt(this.clock, body.since, '/since'),
      recordedBy: `${principal.role}/${principal.subject}`,
      because: (suppression) => [
        becauseOf(policy, 'right.prohibit', `prohibited-${scope.kind}`, suppression),
      ],
    });
    const answer = await answerOnce(
      this.factLog,
      once,
      { ...fact, requestHash: requestHashOf(this.keys, once.body) },
      async (durable) => {
        if (hashes.length > 1) await this.echoes.keepAddress(durable, hashes);
        if (durable.party === undefined) await this.people.keepPeople(durable, hashes);
        return answerOf(durable);
      },
    );
    if (party !== undefined) await this.echoes.keep([this.keys.partyRefs(party.source, party.id)]);
    return answer;
  }

  private hashesOf({ kind, value }: Address): readonly AddressHash[] {
    const spellings = spellingsOf(kind, value);
    if (spellings.length === 0) throw invalidField('/address/value', `is not an address of the kind ${kind}`);
    return this.keys.addressHashes(kind, ...spellings).map((hash) => ({ kind, ...hash }));
  }
}

const answerOf = ({ suppression, because, at }: ProhibitionFact): ProhibitionAnswer => ({
  suppression,
  because,
  effectiveFrom: at,
});

const nobodyNamed = (): Error =>
  problem(422, 'invalid-request', 'The request has fields that are not valid', [
    { field: '/party', reason: 'or /address must be given' },
    { field: '/address', reason: 'or /party must be given' },
  ]);
