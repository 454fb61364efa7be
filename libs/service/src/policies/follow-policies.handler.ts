import { Controller, Inject, type Type } from '@nestjs/common';
import { PolicyPublished } from '#contracts';
import { OnEvents, type Outcome, type QueueName, type Received } from '#messaging';
import { POLICY_WATCH } from '../tokens.js';
import type { PolicyWatch } from './policy-watch.js';

/** Takes in published versions from the service's own queue. */
export function followPolicies(queue: QueueName): Type<unknown> {
  @Controller()
  class FollowPoliciesHandler {
    constructor(@Inject(POLICY_WATCH) private readonly watch: PolicyWatch) {}

    @OnEvents(queue, [PolicyPublished.type])
    async take(batch: Received<PolicyPublished>[]): Promise<Outcome[]> {
      return [...(await this.watch.take(batch))];
    }
  }
  return FollowPoliciesHandler;
}
