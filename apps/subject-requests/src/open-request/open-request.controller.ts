import { Body, Controller, Inject, Post } from '@nestjs/common';
import { IsOptional } from 'class-validator';
import {
  eventOf,
  IsInstant,
  IsOneOf,
  IsShape,
  PartyId,
  REQUEST_KINDS,
  type RequestKind,
  RequestOpened,
} from '#contracts';
import { holdersOf, type Participants } from '#participant';
import { type Because, civilDateOf, type Policy, policyAt, requestDeadline } from '#policy';
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
  PARTICIPANTS,
  POLICIES,
  requestHashOf,
  SEALER,
} from '#service';
import { type FactLog, type HashKeys, owing, type Sealer } from '#storage';
import { commandsOf } from '../commands-of-request.decision.js';
import { IDENTITY_METHODS, type IdentityMethod, type RequestReceivedFact } from '../request-facts.js';
import { rightAskedFor } from './right-asked-for.decision.js';

class Identity {
  @IsOneOf(IDENTITY_METHODS) method!: IdentityMethod;
}

class OpenRequest {
  @IsOneOf(REQUEST_KINDS) kind!: RequestKind;
  @IsShape(() => PartyId) party!: PartyId;
  /** How the desk knows that it is the person; in proportion, never a copy of an identity document (Art. 12(6)). */
  @IsShape(() => Identity) identity!: Identity;
  /** When it reached the company, whatever door it came through; the time limit counts from there. */
  @IsOptional() @IsInstant() receivedAt?: string;
}

interface OpenedAnswer {
  readonly request: string;
  readonly receivedOn: string;
  readonly internalDue: string;
  readonly legalDue: string;
  readonly because: readonly Because[];
}

@Controller('v1/requests')
export class OpenRequestController {
  constructor(
    @Inject(FACT_LOG) private readonly factLog: FactLog<RequestReceivedFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(PARTICIPANTS) private readonly participants: Participants,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One write makes the request durable with everything it owes: the hold on the evidence and the first commands. */
  @Post()
  @Allow('desk', 'officer')
  async open(@Body() body: OpenRequest, @IdempotencyKey() once: OnceOnly): Promise<Answer<OpenedAnswer>> {
    if (!this.participants.all.includes(body.party.source)) {
      throw invalidField('/party/source', 'is not a source that takes part');
    }
    const receivedAt = actedAt(this.clock, body.receivedAt, '/receivedAt');
    const receivedOn = civilDateOf(receivedAt);
    if (this.policies.every(({ validFrom }) => validFrom > receivedOn))
      throw invalidField('/receivedAt', 'lies before the first policy');
    const policy = policyAt(this.policies, receivedOn);
    const request = `r-${once.factId.slice(0, 24).replaceAll(/[^A-Za-z0-9]/g, 'x')}`;
    const party = this.keys.partyRef(body.party.source, body.party.id);
    const because = [rightAskedFor(policy, body.kind)];
    const { internalDue, legalDue } = requestDeadline(policy, { receivedOn });
    const time = new Date().toISOString();
    const holders = holdersOf(this.participants, body.party.source);
    const phase = body.kind === 'access' ? 'collect' : 'judge';
    const opened: RequestOpened = {
      request,
      party,
      kind: body.kind,
      receivedAt: receivedAt.toISOString(),
      because,
    };
    const fact: RequestReceivedFact & { requestHash: string } = {
      _id: once.factId,
      requestHash: requestHashOf(this.keys, once.body),
      type: 'request.received',
      request,
      party,
      kind: body.kind,
      subject: await this.sealer.seal(request, 'request', body.party),
      holder: body.party.source,
      identity: body.identity.method,
      at: receivedAt.toISOString(),
      on: receivedOn,
      takenAt: new Date(),
      internalDue,
      legalDue,
      because,
      open: true,
      ...owing(
        eventOf('subject-requests', RequestOpened.type, `${request}/opened`, opened, time),
        ...commandsOf(request, phase, body.party, time, holders),
      ),
    };
    return answerOnce(this.factLog, once, fact, ({ request, on, internalDue, legalDue, because }) => ({
      request,
      receivedOn: on,
      internalDue,
      legalDue,
      because,
    }));
  }
}
