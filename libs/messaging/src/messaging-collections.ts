import { followedLanes } from './lanes/followed-lane.schema.js';
import { lanes } from './lanes/lane.schema.js';
import { parked } from './park/parked-message.schema.js';

/** What messaging keeps in the database of every service. */
export const messagingCollections = [parked, lanes, followedLanes] as const;
