import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, FOLLOWED_LANES } from '#service';
import type { Clock } from '#service';

/** What this service needs of FollowedLanes: a machine time up to which every prohibition is durable here. */
export interface Followed {
  asOf(): Date | undefined;
}

const NEVER = new Date(0).toISOString();

@Injectable()
export class KnownUpTo {
  constructor(
    @Inject(FOLLOWED_LANES) private readonly lanes: Followed,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Staleness passes in machine time; told in business time, which may be pinned. */
  moment(): { readonly now: string; readonly asOf: string } {
    const now = this.clock.now();
    const heard = this.lanes.asOf();
    if (heard === undefined) return { now: now.toISOString(), asOf: NEVER };
    const age = Math.max(0, Date.now() - heard.getTime());
    return { now: now.toISOString(), asOf: new Date(now.getTime() - age).toISOString() };
  }
}
