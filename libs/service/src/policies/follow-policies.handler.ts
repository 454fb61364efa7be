import { Controller, Inject } from '@nestjs/common';
import { PolicyPublished } from '#contracts';
import { OnEvents, type Outcome, type Received } from '#messaging';
import { POLICY_WATCH } from '../tokens.js';
import type { PolicyWatch } from './policy-watch.js';

/** Takes in the versions that another service publishes. */
@Controller()
export class FollowPoliciesHandler {
  constructor(@Inject(POLICY_WATCH) private readonly watch: PolicyWatch) {}

  @OnEvents([PolicyPublished.type])
  async take(batch: Received<PolicyPublished>[]): Promise<Outcome[]> {
    return [...(await this.watch.take(batch))];
  }
}
