import { type CloudEvent, SuppressionAdded, SuppressionLifted } from '#contracts';
import { civilDateOf } from '#policy';
import type { LiftFact, ProhibitionFact } from '../consent-facts.js';

/** Another service's fact as it is kept here, under that service's own id and with its place in the lane. */
export function factFollowed(
  { type, data, lane, lanesequence }: CloudEvent,
  takenAt: Date,
): ProhibitionFact | LiftFact {
  const place = lane === undefined || lanesequence === undefined ? {} : { lane, n: lanesequence };
  switch (type) {
    case SuppressionAdded.type: {
      const { suppression, party, address, scope, since: at } = data as SuppressionAdded;
      const who = {
        ...(party !== undefined && { party }),
        ...(address !== undefined && { address }),
      };
      const fact = {
        _id: `suppression/${suppression}`,
        type: 'suppression.added',
        suppression,
        ...who,
      } as const;
      return { ...fact, scope, at, on: civilDateOf(at), takenAt, ...place };
    }
    case SuppressionLifted.type: {
      const { lift, suppressions, liftedAt: at } = data as SuppressionLifted;
      const fact = { _id: `lift/${lift}`, type: 'suppression.lifted', suppressions } as const;
      return { ...fact, at, on: civilDateOf(at), takenAt, ...place };
    }
    default:
      throw new Error(`${type} is not followed`);
  }
}
