import { Inject, Injectable } from '@nestjs/common';
import type { FollowedLanes } from '#messaging';
import { CLOCK, FOLLOWED_LANES } from '../tokens.js';
import type { Clock } from './clock.js';

const NEVER = new Date(0).toISOString();

/**
 * Up to when everything of the followed services is here. The age is the machine's; business time, which may stand
 * still, is only moved back by it.
 */
@Injectable()
export class KnownUpTo {
  constructor(
    @Inject(FOLLOWED_LANES) private readonly lanes: Pick<FollowedLanes, 'ageMs'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  moment(): { readonly now: string; readonly asOf: string } {
    const now = this.clock.now();
    const age = this.lanes.ageMs();
    if (age === undefined) return { now: now.toISOString(), asOf: NEVER };
    return { now: now.toISOString(), asOf: new Date(now.getTime() - age).toISOString() };
  }
}
