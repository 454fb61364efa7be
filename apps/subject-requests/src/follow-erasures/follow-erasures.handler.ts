import { Controller } from '@nestjs/common';
import { ErasureCompleted } from '#contracts';
import { done, OnEvents, type Outcome, type Received } from '#messaging';

/** An erasure by clock reached this service as a command already; its completion changes nothing here. */
@Controller()
export class FollowErasuresHandler {
  @OnEvents('subject-requests.events', [ErasureCompleted.type])
  async follow(batch: Received<ErasureCompleted>[]): Promise<Outcome[]> {
    return batch.map(() => done);
  }
}
