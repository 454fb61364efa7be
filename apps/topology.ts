import { type Topology, topologyOf } from '#messaging';
import type { Registered } from '#participant';
import { atBroker } from '#service';
import { services } from './services.js';

/** All that stands at the broker: what our services declare, and those who take part beside them. */
export const installationTopology = (registered: Registered): Topology =>
  topologyOf(services.map(atBroker), registered);
