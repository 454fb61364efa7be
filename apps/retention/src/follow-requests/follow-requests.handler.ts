import { Controller, Inject } from '@nestjs/common';
import { RequestClosed, RequestOpened } from '#contracts';
import { done, OnEvents, type Outcome, type Received, retry } from '#messaging';
import { civilDateOf } from '#policy';
import { FACT_LOG } from '#service';
import { type FactLog, isFailed } from '#storage';
import type { RequestFact } from '../facts.js';
import { PartyIndexStore } from '../party-index.store.js';

/** While a request is open, what it is about is evidence and waits for the answer. */
@Controller()
export class FollowRequestsHandler {
  constructor(
    @Inject(FACT_LOG) private readonly factLog: FactLog<RequestFact>,
    private readonly parties: PartyIndexStore,
  ) {}

  @OnEvents([RequestOpened.type, RequestClosed.type])
  async follow(batch: Received<RequestOpened | RequestClosed>[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const appended = await this.factLog.append(
      batch.map(({ event: { id, type, data, lane, lanesequence: n } }) => {
        const at = 'closedAt' in data ? data.closedAt : data.receivedAt;
        return {
          _id: `subject-requests|${id}`,
          type: type as RequestFact['type'],
          party: data.party,
          request: data.request,
          at,
          on: civilDateOf(at),
          takenAt,
          ...(lane !== undefined && n !== undefined && { lane, n }),
        };
      }),
    );
    await this.parties.touchKnown(batch.map(({ event }) => event.data.party));
    return appended.map((one) => (isFailed(one) ? retry('could-not-be-stored') : done));
  }
}
