import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, SuppressionAdded, SuppressionLifted } from '#contracts';
import { done, OnEvents, type Outcome, park, type Received } from '#messaging';
import { FACT_DOOR, FactDoor } from '#service';
import { isFailed } from '#storage';
import type { ConsentServiceFact } from '../consent-facts.js';
import { factFollowed } from './fact-followed.decision.js';

/** Prohibitions take effect as they come, whether or not whom they concern is known here yet. */
@Controller()
export class FollowSuppressionsHandler {
  constructor(@Inject(FACT_DOOR) private readonly door: FactDoor<ConsentServiceFact>) {}

  @OnEvents('consent.events', [SuppressionAdded.type, SuppressionLifted.type])
  async follow(batch: Received<SuppressionAdded | SuppressionLifted>[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const facts = batch.map(({ event }) => factFollowed(event as CloudEvent, takenAt));
    const written = await this.door.writeMany(facts);
    return written.map((outcome) => (isFailed(outcome) ? park('cannot-be-stored') : done));
  }
}
