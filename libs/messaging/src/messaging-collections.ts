import { inHand } from './deliver/in-hand.schema.js';
import { followedLanes } from './lanes/followed-lane.schema.js';
import { lanes } from './lanes/lane.schema.js';
import { parked } from './park/parked-message.schema.js';

/** What messaging keeps in the database of every service. */
export const messagingCollections = [parked, inHand, lanes, followedLanes] as const;
