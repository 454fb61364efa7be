import { Controller, Inject } from '@nestjs/common';
import {
  ErasureCompleted,
  LaneWatermark,
  SuppressionAdded,
  SuppressionLifted,
  type CloudEvent,
} from '#contracts';
import { done, OnEvents, type Outcome, park, type Received } from '#messaging';
import { FACT_DOOR, FactDoor, FOLLOWED_LANES } from '#service';
import { isFailed } from '#storage';
import type { ConsentServiceFact } from '../consent-facts.js';
import { factFollowed } from './fact-followed.decision.js';

interface HearsWatermarks {
  heard(watermarks: readonly LaneWatermark[]): void;
}

/** Prohibitions take effect as they come, whether or not whom they concern is known here yet. */
@Controller()
export class FollowSuppressionsHandler {
  constructor(
    @Inject(FACT_DOOR) private readonly door: FactDoor<ConsentServiceFact>,
    @Inject(FOLLOWED_LANES) private readonly lanes: HearsWatermarks,
  ) {}

  @OnEvents('consent.events', [SuppressionAdded.type, SuppressionLifted.type, ErasureCompleted.type])
  async follow(
    batch: Received<SuppressionAdded | SuppressionLifted | ErasureCompleted>[],
  ): Promise<Outcome[]> {
    const takenAt = new Date();
    const facts = batch.map(({ event }) => factFollowed(event as CloudEvent, takenAt));
    const written = await this.door.writeMany(facts);
    return written.map((outcome) => (isFailed(outcome) ? park('cannot-be-stored') : done));
  }

  /** How far the publisher has come; `asOf` moves once as many facts are durable here. */
  @OnEvents('consent.events', [LaneWatermark.type])
  async hear(batch: Received<LaneWatermark>[]): Promise<Outcome[]> {
    this.lanes.heard(batch.map(({ event }) => event.data));
    return batch.map(() => done);
  }
}
