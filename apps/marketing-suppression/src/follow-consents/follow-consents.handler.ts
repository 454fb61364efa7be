import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, ConsentGranted, ConsentWithdrawn } from '#contracts';
import { done, OnEvents, park, type Outcome, type Received } from '#messaging';
import { civilDateOf } from '#policy';
import { FACT_LOG } from '#service';
import { type Fact, type FactLog, isFailed } from '#storage';
import { CONSENT_GRANTED, CONSENT_WITHDRAWN, type ConsentFact } from '../choice-fact.js';
import { ForgetParty } from '../forget-party.js';

@Controller()
export class FollowConsentsHandler {
  constructor(
    @Inject(FACT_LOG) private readonly factLog: FactLog<ConsentFact>,
    private readonly forget: ForgetParty,
  ) {}

  @OnEvents([ConsentGranted.type, ConsentWithdrawn.type])
  async follow(batch: Received<ConsentGranted | ConsentWithdrawn>[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const facts = batch.map(({ event }) => factOf(event, takenAt));
    const appended = await this.factLog.append(facts);
    await this.forget.dropWhatCameLate(facts.map(({ party }) => party));
    return appended.map((one) => (isFailed(one) ? park('cannot-be-stored') : done));
  }
}

function factOf(event: CloudEvent<ConsentGranted | ConsentWithdrawn>, takenAt: Date): ConsentFact {
  const { data } = event;
  const { party, purpose, channel, recipient } = data;
  const scope = { party, purpose, ...given({ channel, recipient }) };
  if ('withdrawal' in data) {
    const { withdrawal, consents, withdrawnAt } = data;
    return {
      ...followed(event, withdrawnAt, takenAt),
      type: CONSENT_WITHDRAWN,
      withdrawal,
      consents,
      ...scope,
    };
  }
  const { consent, grantedAt, policyVersion } = data;
  return {
    ...followed(event, grantedAt, takenAt),
    type: CONSENT_GRANTED,
    consent,
    ...scope,
    ...given({ policyVersion }),
  };
}

/** The publisher's lane and number stay with the fact: what is durable here is counted by them. */
function followed(event: CloudEvent, act: string, takenAt: Date): Omit<Fact, 'type'> {
  const instant = new Date(act);
  return {
    _id: `${event.source}/${event.id}`,
    on: civilDateOf(instant),
    at: instant.toISOString(),
    takenAt,
    ...given({ lane: event.lane, n: event.lanesequence }),
  };
}

function given<T extends object>(optional: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
