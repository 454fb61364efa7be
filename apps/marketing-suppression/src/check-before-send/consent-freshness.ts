import { Inject, Injectable } from '@nestjs/common';
import type { FollowedLanes } from '#messaging';
import { FOLLOWED_LANES } from '#service';

const NEVER = new Date(0).toISOString();

/**
 * Up to when consents and withdrawals are here. Prohibitions are this service's own and always known.
 * The age is the machine's; business time, which may stand still, is only moved back by it.
 */
@Injectable()
export class ConsentFreshness {
  constructor(@Inject(FOLLOWED_LANES) private readonly lanes: Pick<FollowedLanes, 'asOf'>) {}

  asOf(now: Date): string {
    const known = this.lanes.asOf();
    if (known === undefined) return NEVER;
    return new Date(now.getTime() - Math.max(0, Date.now() - known.getTime())).toISOString();
  }
}
