import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { Registry } from 'prom-client';
import type { BrokerConnection, FollowedLanes, Parking } from '#messaging';
import { type Policy, policyAt } from '#policy';
import { certificateEnd, clockAheadOf, daysLeft, freeDiskOf, tlsServersOf } from '#storage';
import type { Clock } from '../clock/clock.js';
import type { ServiceConfig } from '../config/read-config.js';
import { Readiness } from '../health/readiness.js';
import {
  BROKER,
  CLOCK,
  CONFIG,
  CONNECTION,
  FOLLOWED_LANES,
  KEYS_CONNECTION,
  METRICS,
  PARKING,
  POLICIES,
} from '../tokens.js';
import { measuredGauge } from './measured-gauge.js';

const MINUTE = 60_000;
const STATES = { up: 1, degraded: 0.5, down: 0 } as const;

/** What every service tells of itself and of what it stands on, for alerts. Nothing of it is about a person. */
@Injectable()
export class ServiceGauges {
  constructor(
    @Inject(METRICS) metrics: Registry,
    readiness: Readiness,
    @Inject(BROKER) broker: BrokerConnection,
    @Inject(CONNECTION) facts: Connection,
    @Inject(KEYS_CONNECTION) keys: Connection,
    @Inject(PARKING) parking: Parking,
    @Inject(FOLLOWED_LANES) followed: FollowedLanes,
    @Inject(POLICIES) policies: readonly Policy[],
    @Inject(CLOCK) clock: Clock,
    @Inject(CONFIG) { amqpUrl }: ServiceConfig,
  ) {
    const startedAtMs = Date.now();
    measuredGauge(metrics, {
      name: 'seloste_dependency_up',
      help: '1 up, 0.5 degraded, 0 down: what this service stands on',
      label: 'dependency',
      read: async () => {
        const { dependencies } = await readiness.report();
        return Object.fromEntries(Object.entries(dependencies).map(([name, state]) => [name, STATES[state]]));
      },
    });
    measuredGauge(metrics, {
      name: 'seloste_publisher_blocked',
      help: '1 while an alarm at the broker blocks publishers',
      read: () => Number(broker.state.publishing === 'blocked'),
    });
    measuredGauge(metrics, {
      name: 'seloste_parked',
      help: 'Parked messages that nobody has decided about',
      everyMs: 5000,
      read: () => parking.count(),
    });
    measuredGauge(metrics, {
      name: 'seloste_as_of_age_seconds',
      help: 'Age of the moment up to which everything of the followed services is here',
      read: () => (followed.followsAny ? asOfAge(followed, startedAtMs) : undefined),
    });
    measuredGauge(metrics, {
      name: 'seloste_policy_in_force',
      help: '1 for the version of the policy that is in force here',
      label: 'version',
      read: () => ({ [policyAt(policies, clock.today()).version]: 1 }),
    });
    measuredGauge(metrics, {
      name: 'seloste_database_disk_free_ratio',
      help: 'Share of the disk under the database that is free',
      label: 'database',
      everyMs: MINUTE,
      read: () => eachOf({ mongodb: freeDiskOf(facts), keys: freeDiskOf(keys) }),
    });
    measuredGauge(metrics, {
      name: 'seloste_clock_ahead_seconds',
      help: 'Seconds by which the clock of a server is ahead of the clock of this machine',
      label: 'server',
      everyMs: MINUTE,
      read: () => eachOf({ mongodb: clockAheadOf(facts), keys: clockAheadOf(keys) }),
    });
    measuredGauge(metrics, {
      name: 'seloste_certificate_days_left',
      help: 'Days until the certificate ends that a TLS server shows to this service',
      label: 'server',
      everyMs: 10 * MINUTE,
      read: () => eachOf(certificates(amqpUrl, { mongodb: facts, keys })),
    });
  }
}

/** Never heard of anybody: at least as old as this service. */
const asOfAge = (followed: FollowedLanes, startedAtMs: number): number =>
  (followed.ageMs() ?? Math.max(0, Date.now() - startedAtMs)) / 1000;

/** One that cannot be read leaves the others. */
async function eachOf(
  readings: Readonly<Record<string, Promise<number | undefined>>>,
): Promise<Record<string, number>> {
  const entries = await Promise.all(
    Object.entries(readings).map(
      async ([name, reading]) => [name, await reading.catch(() => undefined)] as const,
    ),
  );
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function certificates(
  amqpUrl: string,
  databases: Readonly<Record<string, Connection>>,
): Record<string, Promise<number>> {
  const { protocol, hostname, port } = new URL(amqpUrl);
  const servers = Object.entries(databases).map(
    ([name, connection]) => [name, tlsServersOf(connection)] as const,
  );
  if (protocol === 'amqps:') servers.push(['broker', [{ host: hostname, port: Number(port || 5671) }]]);
  return Object.fromEntries(
    servers.flatMap(([name, at]) => (at.length === 0 ? [] : [[name, firstToEnd(at)]])),
  );
}

async function firstToEnd(servers: readonly { host: string; port: number }[]): Promise<number> {
  const ends = await Promise.all(servers.map(({ host, port }) => certificateEnd(host, port)));
  return Math.min(...ends.map((end) => daysLeft(end, Date.now())));
}
