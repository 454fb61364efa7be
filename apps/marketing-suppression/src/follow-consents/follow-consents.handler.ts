import { Controller, Inject } from '@nestjs/common';
import {
  type CloudEvent,
  ConsentGranted,
  ConsentWithdrawn,
  ErasureCompleted,
  LaneWatermark,
} from '#contracts';
import { done, type FollowedLanes, OnEvents, park, type Outcome, type Received } from '#messaging';
import { civilDateOf } from '#policy';
import { FACTS, FOLLOWED_LANES } from '#service';
import { type Fact, type FactCollection, isFailed } from '#storage';
import { ERASED, type ErasedFact } from '../address-fact.js';
import { CONSENT_GRANTED, CONSENT_WITHDRAWN, type GrantFact, type WithdrawalFact } from '../choice-fact.js';
import { EchoKeeper } from '../echo-keeper.js';
import { ForgetParty } from '../forget-party.js';

type Followed = GrantFact | WithdrawalFact | ErasedFact;

@Controller()
export class FollowConsentsHandler {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<Followed>,
    @Inject(FOLLOWED_LANES) private readonly lanes: Pick<FollowedLanes, 'heard'>,
    private readonly echoes: EchoKeeper,
    private readonly forget: ForgetParty,
  ) {}

  @OnEvents('marketing-suppression.events', [
    ConsentGranted.type,
    ConsentWithdrawn.type,
    ErasureCompleted.type,
  ])
  async follow(batch: Received[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const facts = batch.flatMap(({ event }) => (isOfSingleRecords(event) ? [] : [factOf(event, takenAt)]));
    // Before an address goes, its prohibition must be able to stand without it.
    await this.echoes.keep(facts.filter(({ type }) => type === ERASED).map(({ party }) => [party]));
    const written = await this.facts.insertMany(facts);
    await this.forget.dropWhatCameLate(facts.map(({ party }) => party));
    const failed = new Set(
      facts.flatMap(({ _id }, index) => (isFailed(written[index] ?? 'inserted') ? [_id] : [])),
    );
    return batch.map(({ event }) => (failed.has(idOf(event)) ? park('cannot-be-stored') : done));
  }

  /** How far consent has come: once as many of its facts are durable here, what is known of consents is as new. */
  @OnEvents('marketing-suppression.events', [LaneWatermark.type])
  hear(batch: Received<LaneWatermark>[]): Promise<Outcome[]> {
    this.lanes.heard(batch.map(({ event }) => event.data));
    return Promise.resolve(batch.map(() => done));
  }
}

/** A clock erases record by record; what is due here has come as a command, and the rest of the party stays. */
const isOfSingleRecords = ({ type, data }: CloudEvent): boolean =>
  type === ErasureCompleted.type && (data as ErasureCompleted).occasion === 'clock';

const idOf = ({ source, id }: CloudEvent): string => `${source}/${id}`;

function factOf(event: CloudEvent, takenAt: Date): Followed {
  switch (event.type) {
    case ConsentGranted.type: {
      const { consent, party, purpose, channel, recipient, grantedAt } = event.data as ConsentGranted;
      return {
        ...followed(event, grantedAt, takenAt),
        type: CONSENT_GRANTED,
        consent,
        party,
        purpose,
        ...given({ channel, recipient }),
      };
    }
    case ConsentWithdrawn.type: {
      const { withdrawal, party, purpose, channel, recipient, consents, withdrawnAt } =
        event.data as ConsentWithdrawn;
      const scope = { party, purpose, ...given({ channel, recipient }) };
      return {
        ...followed(event, withdrawnAt, takenAt),
        type: CONSENT_WITHDRAWN,
        withdrawal,
        consents,
        ...scope,
      };
    }
    default: {
      const { party, erasedAt } = event.data as ErasureCompleted;
      return { ...followed(event, erasedAt, takenAt), type: ERASED, party };
    }
  }
}

/** The publisher's lane and number stay with the fact: what is durable here is counted by them. */
function followed(event: CloudEvent, act: string, takenAt: Date): Omit<Fact, 'type'> {
  const instant = new Date(act);
  return {
    _id: idOf(event),
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
