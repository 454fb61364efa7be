import { Body, Controller, Inject, Post } from '@nestjs/common';
import { Matches, IsOptional } from 'class-validator';
import {
  CHOICE_METHODS,
  type ChoiceMethod,
  ConsentGranted,
  eventOf,
  IsInstant,
  IsOneOf,
  IsPolicyWord,
  IsShape,
  PartyId,
} from '#contracts';
import { type Because, civilDateOf, type Policy } from '#policy';
import {
  actedAt,
  Allow,
  Answer,
  answerOnce,
  CLOCK,
  FACT_LOG,
  FACTS,
  HASH_KEYS,
  IdempotencyKey,
  invalidField,
  POLICIES,
  requestHashOf,
  SEALER,
  SourceAt,
} from '#service';
import type { Clock, OnceOnly } from '#service';
import { FactCollection, type FactLog, HashKeys, owing, Sealer } from '#storage';
import type { Evidence, GrantFact } from '../consent-facts.js';
import { foldParty } from '../fold-party.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { policyInForce } from '../policy-in-force.js';
import { decideGrant } from './decide-grant.decision.js';

/** What shows that the person acted (Art. 7(1)). Use of a service is no method: it is no act of consent. */
export class ConsentEvidence {
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  /** Id or hash of the words the person saw or heard; never the words themselves. */
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,199}$/, { message: 'must be the id or hash of the text shown' })
  textShown!: string;
  @Matches(/^[a-z0-9][a-z0-9/-]{0,79}$/, {
    message: 'must be a version of the notice such as company/2018-05-25',
  })
  noticeVersion!: string;
  @IsOptional() @IsInstant() grantedAt?: string;
}

export class GrantConsentRequest {
  @IsShape(() => PartyId) party!: PartyId;
  @IsPolicyWord() purpose!: string;
  @IsOptional() @IsPolicyWord() channel?: string;
  @IsOptional() @IsPolicyWord() recipient?: string;
  @IsShape(() => ConsentEvidence) evidence!: ConsentEvidence;
}

export interface GrantedAnswer {
  readonly consent: string;
  readonly grantedAt: string;
  readonly because: readonly Because[];
}

@Controller('v1/consents')
export class GrantConsentController {
  constructor(
    private readonly parties: PartyFactsStore,
    @Inject(FACTS) private readonly facts: FactCollection<GrantFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<GrantFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @Allow('desk', 'store')
  @SourceAt('/party/source')
  async grant(
    @Body() body: GrantConsentRequest,
    @IdempotencyKey() once: OnceOnly,
  ): Promise<Answer<GrantedAnswer>> {
    const { purpose, channel, recipient, evidence } = body;
    const at = actedAt(this.clock, evidence.grantedAt, '/evidence/grantedAt');
    const on = civilDateOf(at);
    const policy = policyInForce(this.policies, on, '/evidence/grantedAt');
    this.checkNotice(evidence.noticeVersion);
    const facts = await this.parties.of(body.party);
    const request = {
      purpose,
      ...(channel !== undefined && { channel }),
      ...(recipient !== undefined && { recipient }),
    };
    const decision = decideGrant(policy, request, foldParty(facts, () => []).known);
    const id = `c.${once.factId}`;
    const requestHash = requestHashOf(this.keys, once.body);
    if (!decision.granted) {
      const earlier = await this.facts.findById(id);
      if (earlier?.requestHash === requestHash) return new Answer(200, answerOf(earlier));
      throw invalidField(decision.field, decision.reason);
    }

    const party = this.keys.partyRef(body.party.source, body.party.id);
    const grantedAt = at.toISOString();
    const { method, textShown, noticeVersion } = evidence;
    const told = { policyVersion: noticeVersion };
    const data = { consent: id, party, ...request, ...told, grantedAt, method, because: decision.because };
    const fact: GrantFact & { readonly requestHash: string } = {
      _id: id,
      type: 'consent.granted',
      party,
      ...request,
      ...told,
      method,
      because: decision.because,
      evidence: await this.sealer.seal<Evidence>(party, 'proof', { textShown, noticeVersion }),
      at: grantedAt,
      on,
      takenAt: new Date(),
      requestHash,
      ...owing(eventOf('consent', ConsentGranted.type, id, data, this.clock.now().toISOString())),
    };
    return answerOnce(this.factLog, once, fact, answerOf);
  }

  private checkNotice(version: string): void {
    if (!this.policies.some((policy) => policy.version === version)) {
      throw invalidField('/evidence/noticeVersion', 'is no version of the notice that was ever published');
    }
  }
}

const answerOf = ({ _id, at, because }: GrantFact): GrantedAnswer => ({
  consent: _id,
  grantedAt: at,
  because,
});
