import {
  COMMAND_TYPES,
  ConsentGranted,
  ConsentWithdrawn,
  CustomerRegistered,
  CustomerUpdated,
  OrderPlaced,
  ParticipantReplied,
  PolicyPublished,
  SuppressionAdded,
  SuppressionLifted,
} from '#contracts';
import { EXAMPLES } from '#participant';
import type { ServiceAtBroker } from './queues-of-service.js';
import { topologyOf } from './topology.js';

/** Services as the tests of this library need them; how ours really are, each says itself in `apps`. */
const consents: ServiceAtBroker = {
  name: 'consent',
  takes: [
    CustomerRegistered.type,
    CustomerUpdated.type,
    OrderPlaced.type,
    SuppressionAdded.type,
    SuppressionLifted.type,
    ...COMMAND_TYPES,
  ],
  counts: [SuppressionAdded.type, SuppressionLifted.type],
};
const suppression: ServiceAtBroker = {
  name: 'marketing-suppression',
  takes: [CustomerRegistered.type, ConsentGranted.type, ConsentWithdrawn.type, ...COMMAND_TYPES],
  counts: [ConsentGranted.type, ConsentWithdrawn.type],
};
const retention: ServiceAtBroker = {
  name: 'retention',
  takes: [CustomerRegistered.type, ParticipantReplied.type, ...COMMAND_TYPES],
  counts: [],
  parksUnrouted: true,
};
const requests: ServiceAtBroker = {
  name: 'subject-requests',
  takes: [PolicyPublished.type, ParticipantReplied.type, ...COMMAND_TYPES],
  counts: [],
};

export const testServices: readonly ServiceAtBroker[] = [consents, suppression, retention, requests];
const topology = topologyOf(testServices, EXAMPLES);
export const consentsQueue = (name: string) => topology.queues.find((queue) => queue.name === name)!;
