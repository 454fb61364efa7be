import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, SuppressionAdded, SuppressionLifted } from '#contracts';
import { done, OnEvents, type Outcome, park, type Received } from '#messaging';
import { FACT_LOG } from '#service';
import { type FactLog, isFailed } from '#storage';
import type { ConsentServiceFact } from '../consent-facts.js';
import { factFollowed } from './fact-followed.decision.js';

/** Prohibitions take effect as they come, whether or not whom they concern is known here yet. */
@Controller()
export class FollowSuppressionsHandler {
  constructor(@Inject(FACT_LOG) private readonly factLog: FactLog<ConsentServiceFact>) {}

  @OnEvents([SuppressionAdded.type, SuppressionLifted.type])
  async follow(batch: Received<SuppressionAdded | SuppressionLifted>[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const facts = batch.map(({ event }) => factFollowed(event as CloudEvent, takenAt));
    const written = await this.factLog.append(facts);
    return written.map((outcome) => (isFailed(outcome) ? park('cannot-be-stored') : done));
  }
}
