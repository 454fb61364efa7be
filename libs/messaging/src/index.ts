export { BrokerConnection, type BrokerConnectionOptions } from './connection/broker-connection.js';
export { Link, type LinkState } from './connection/link.js';
export { retryDelay } from './connection/retry-delay.js';
export { OnEvents, type HandlerExtras, type OnEventsOptions } from './consume/on-events.decorator.js';
export { done, park, retry, type Outcome, type Received } from './consume/outcome.js';
export {
  SelosteRmqServer,
  type ConsumerHealth,
  type SelosteRmqServerOptions,
} from './consume/seloste-rmq.server.js';
export { messagingMetrics, type MessagingMetrics } from './metrics.js';
export { MongoParkedStore, parkedIndexes } from './park/mongo-parked.store.js';
export type {
  ParkedBody,
  ParkedFilter,
  ParkedMessage,
  ParkedState,
  ParkedStep,
  ToPark,
} from './park/parked-message.js';
export type { ParkedChange, ParkedRecord, ParkedSealer, ParkedStore } from './park/parked-store.js';
export { Parking, type DiscardOutcome, type ParkingOptions, type ReplayOutcome } from './park/parking.js';
export { silentLog, type ClockMs, type Log } from './ports.js';
export { answerCommands } from './publish/answer-commands.js';
export type { Outgoing, PublishOutcome, RawOutgoing } from './publish/outgoing.js';
export { Publisher, type PublisherOptions } from './publish/publisher.js';
export { applyTopology, removeVhost, type TopologyAccess } from './topology/apply-topology.js';
export { checkTopology } from './topology/check-topology.js';
export { ManagementApi, ManagementError, type BrokerAdmin } from './topology/management-api.js';
export { routeOf, type Route } from './topology/route-event.js';
export * from './topology/topology.js';
export { FollowedLanes, type FollowedLanesOptions, type FollowedLaneStore } from './lanes/followed-lanes.js';
export { judgeLanes, type FollowedLane } from './lanes/judge-lanes.js';
export { LaneClock, type LaneClockOptions, type LaneTicket } from './lanes/lane-clock.js';
export type { LaneFacts, LaneStore } from './lanes/lane-store.js';
export { followedLaneIndexes, MongoFollowedLaneStore } from './lanes/mongo-followed-lane.store.js';
export { laneIndexes, MongoLaneFacts, MongoLaneStore } from './lanes/mongo-lane.store.js';
export { OwedEvents, type OwedEventsOptions } from './publish/owed-events.js';
export type { OwedFact, OwedStore } from './publish/owed-store.js';
