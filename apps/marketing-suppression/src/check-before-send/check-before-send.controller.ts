import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { type AddressHash, type BecauseData, normaliseAddress, spellingsOf } from '#contracts';
import { type BelievedDates, policyAt, type Decision, type Moment, type Policy } from '#policy';
import {
  Allow,
  CLOCK,
  type Clock,
  computeEach,
  datesOf,
  DomainProblem,
  HASH_KEYS,
  invalidField,
  KnownUpTo,
  NotComputable,
  POLICIES,
  readShape,
} from '#service';
import type { HashKeys } from '#storage';
import { becauseOf } from '../because-of.js';
import { CheckTally } from '../check-tally.js';
import { UnsubscribeLinks } from '../unsubscribe-links.js';
import { answerSendCheck, knownAsBelieved, type KnownOfAddress } from './answer-send-check.decision.js';
import { SendCheckRequest, SendChecksRequest } from './check-before-send.request.js';
import { KnownAddressesStore } from './known-addresses.store.js';
import { peopleOfLink } from './people-of-link.decision.js';
import { linkScope } from './link-scope.decision.js';

export interface SendCheckAnswer {
  readonly allowed: boolean;
  readonly because: readonly BecauseData[];
  readonly asOf: string;
  readonly policyVersion: string;
  readonly until?: string;
  /** For the message itself (RFC 2369, RFC 8058); with a permission for an e-mail address only. */
  readonly headers?: { readonly 'List-Unsubscribe': string; readonly 'List-Unsubscribe-Post': string };
}

export interface SendChecksAnswer {
  /** In the order asked. */
  readonly answers: readonly SendCheckAnswer[];
}

@Controller('v1/send-checks')
export class CheckBeforeSendController {
  constructor(
    private readonly known: KnownAddressesStore,
    private readonly knownUpTo: KnownUpTo,
    private readonly links: UnsubscribeLinks,
    private readonly tally: CheckTally,
    private readonly notComputable: NotComputable,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One check, or `checks`: up to 1000 at the price of one. */
  @Post()
  @HttpCode(200)
  @Allow('marketing')
  @ApiExtraModels(SendCheckRequest, SendChecksRequest)
  @ApiBody({
    schema: { oneOf: [SendCheckRequest, SendChecksRequest].map((shape) => ({ $ref: getSchemaPath(shape) })) },
  })
  async check(@Body() body: unknown): Promise<SendCheckAnswer | SendChecksAnswer> {
    const many = typeof body === 'object' && body !== null && 'checks' in body;
    if (many) return { answers: await this.answer(read(SendChecksRequest, body).checks) };
    const check = read(SendCheckRequest, body);
    const { kind, value } = check.address;
    if (normaliseAddress(kind, value) === undefined) {
      throw invalidField('/address/value', `is not an address of the kind ${kind}`);
    }
    const [answer] = await this.answer([check]);
    return answer!;
  }

  private async answer(checks: readonly SendCheckRequest[]): Promise<readonly SendCheckAnswer[]> {
    const dates = datesOf(this.clock);
    const policy = policyAt(this.policies, dates.today);
    // Asked before the facts are read: what they tell is at least as new.
    const moment = this.knownUpTo.moment();
    const hashes = checks.map(({ address }) => this.hashesOf(address));
    const known = await this.known.ofAddresses(hashes.map((own) => own.map(({ hash }) => hash)));
    const { computed, failed } = computeEach([...checks.keys()], (index) =>
      this.answerOne(policy, checks[index]!, hashes[index]!, known[index]!, moment, dates),
    );
    for (const { of, reason } of failed)
      this.notComputable.note(`address ${hashes[of]?.[0]?.hash ?? ''}`, reason);
    const answers = new Map(computed.map(({ of, value }) => [of, value]));
    return checks.map(
      (_check, index) => answers.get(index) ?? this.told(denied(policy, 'not-computable', moment)),
    );
  }

  private answerOne(
    policy: Policy,
    { channel, purpose, topic, productGroup }: SendCheckRequest,
    hashes: readonly AddressHash[],
    known: KnownOfAddress,
    moment: Moment,
    dates: BelievedDates,
  ): SendCheckAnswer {
    const question = {
      channel,
      purpose,
      ...(topic !== undefined && { topic }),
      ...(productGroup !== undefined && { productGroup }),
    };
    const [address, ...also] = hashes;
    if (address === undefined) return this.told(denied(policy, 'not-an-address', moment));
    const believed = knownAsBelieved(known, dates);
    const checked = answerSendCheck(policy, question, believed, moment, this.policies);
    const { decision } = checked;
    const scope = linkScope(policy, purpose, topic);
    const withLink = decision.allowed && address.kind === 'email' && scope !== undefined;
    const grant = () => ({ address, also, scope: scope!, ...peopleOfLink(checked, moment.now) });
    return this.told(decision, withLink ? this.links.headersFor(grant()) : undefined);
  }

  private told(decision: Decision, headers?: SendCheckAnswer['headers']): SendCheckAnswer {
    this.tally.count(decision.allowed ? 'allowed' : 'denied', decision.because.at(-1)?.reason ?? 'unknown');
    return { ...decision, ...(headers !== undefined && { headers }) };
  }

  /** Under every live key and spelling, the current ones first; none for what no message can be sent to. */
  private hashesOf({ kind, value }: SendCheckRequest['address']): readonly AddressHash[] {
    return this.keys.addressHashes(kind, ...spellingsOf(kind, value)).map((hash) => ({ kind, ...hash }));
  }
}

const denied = (policy: Policy, reason: string, { asOf }: Moment): Decision => ({
  allowed: false,
  because: [becauseOf(policy, 'conduct.deny-by-default', reason)],
  asOf,
  policyVersion: policy.version,
});

function read<T extends object>(shape: new () => T, body: unknown): T {
  const found = readShape(shape, body);
  if (found.ok) return found.value;
  throw new DomainProblem(422, 'invalid-request', 'The request has fields that are not valid', found.errors);
}
