import { Body, Controller, Inject, Post } from '@nestjs/common';
import { IsOptional } from 'class-validator';
import {
  CHOICE_METHODS,
  type ChoiceMethod,
  ConsentWithdrawn,
  eventOf,
  IsInstant,
  IsOneOf,
  IsPolicyWord,
  IsShape,
  PartyId,
} from '#contracts';
import { type Because, civilDateOf, type Policy, withdrawnAt } from '#policy';
import {
  actedAt,
  Allow,
  type Answer,
  answerOnce,
  CLOCK,
  FACT_LOG,
  HASH_KEYS,
  IdempotencyKey,
  invalidField,
  POLICIES,
  requestHashOf,
  SourceAt,
} from '#service';
import type { Clock, OnceOnly } from '#service';
import { type FactLog, HashKeys, owing } from '#storage';
import type { WithdrawalFact } from '../consent-facts.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { policyInForce } from '../policy-in-force.js';
import { becauseOfWithdrawal, consentsNamed, consentsWithdrawn } from './decide-withdrawal.decision.js';

/** As easy as granting, and easier: no evidence of anything is asked for. */
export class WithdrawConsentRequest {
  @IsShape(() => PartyId) party!: PartyId;
  @IsPolicyWord() purpose!: string;
  @IsOptional() @IsPolicyWord() channel?: string;
  @IsOptional() @IsPolicyWord() recipient?: string;
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  @IsOptional() @IsInstant() withdrawnAt?: string;
}

export interface WithdrawnAnswer {
  readonly withdrawal: string;
  /** As stated, but never before the consents that it names. */
  readonly withdrawnAt: string;
  /** The consents known here that it ends; one that comes to light later ends with them. */
  readonly consents: readonly string[];
  readonly because: readonly Because[];
}

@Controller('v1/consents/withdrawals')
export class WithdrawConsentController {
  constructor(
    private readonly parties: PartyFactsStore,
    @Inject(FACT_LOG) private readonly factLog: FactLog<WithdrawalFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @Allow('desk', 'store')
  @SourceAt('/party/source')
  async withdraw(
    @Body() body: WithdrawConsentRequest,
    @IdempotencyKey() once: OnceOnly,
  ): Promise<Answer<WithdrawnAnswer>> {
    const { purpose, channel, recipient, method } = body;
    const stated = actedAt(this.clock, body.withdrawnAt, '/withdrawnAt');
    if (!this.policies.some((policy) => policy.byName.purposes.has(purpose))) {
      throw invalidField('/purpose', 'is no purpose of any version of the policy');
    }
    const request = {
      purpose,
      ...(channel !== undefined && { channel }),
      ...(recipient !== undefined && { recipient }),
    };
    const named = consentsWithdrawn(await this.parties.of(body.party), request);

    const party = this.keys.partyRef(body.party.source, body.party.id);
    const id = `w.${once.factId}`;
    const at = withdrawnAt(stated.toISOString(), named);
    const on = civilDateOf(at);
    const consents = consentsNamed(named);
    const because = [...becauseOfWithdrawal(policyInForce(this.policies, on, '/withdrawnAt'))];
    const data = { withdrawal: id, party, ...request, consents, withdrawnAt: at, method, because };
    const fact: WithdrawalFact & { readonly requestHash: string } = {
      _id: id,
      type: 'consent.withdrawn',
      party,
      ...request,
      method,
      consents,
      because,
      at,
      on,
      takenAt: new Date(),
      requestHash: requestHashOf(this.keys, once.body),
      ...owing(eventOf('consent', ConsentWithdrawn.type, id, data, this.clock.now().toISOString())),
    };
    return answerOnce(this.factLog, once, fact, ({ _id, at, consents, because }) => ({
      withdrawal: _id,
      withdrawnAt: at,
      consents,
      because,
    }));
  }
}
