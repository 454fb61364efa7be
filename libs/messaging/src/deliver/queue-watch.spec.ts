import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { Link } from '../connection/link.js';
import { messagingMetrics } from '../metrics.js';
import { silentLog } from '../ports.js';
import type { RawOutgoing } from '../publish/outgoing.js';
import { CANARY_HEADER } from './consume-session.js';
import { QueueWatch } from './queue-watch.js';

const START = Date.parse('2026-06-30T09:00:00Z');
let registry: Registry;
let sent: RawOutgoing[];
let watch: QueueWatch;

beforeEach(() => {
  jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask'] });
  registry = new Registry();
  sent = [];
  watch = new QueueWatch({
    service: 'consent',
    queues: ['consent.intake'],
    publisher: {
      publishRaw: async (items: readonly unknown[]) => {
        sent.push(...(items as RawOutgoing[]));
        return items.map(() => 'confirmed' as const);
      },
    },
    link: { up: () => Promise.reject(new Error('away')) } as unknown as Link,
    metrics: messagingMetrics(registry),
    log: silentLog,
    everyMs: 1000,
  });
  watch.start();
});
afterEach(async () => {
  const stopped = watch.stop();
  await jest.advanceTimersByTimeAsync(1000);
  await stopped;
  jest.useRealTimers();
});

const told = async (name: string): Promise<number | undefined> =>
  (await registry.getSingleMetric(name)?.get())?.values[0]?.value;

describe('how long a message waits in a queue', () => {
  test('is the way of a canary, which goes through the service’s own door', async () => {
    await jest.advanceTimersByTimeAsync(1000);
    expect(sent).toMatchObject([
      { exchange: 'consent.own', routingKey: 'consent.intake', headers: { [CANARY_HEADER]: START + 1000 } },
    ]);
    await jest.advanceTimersByTimeAsync(400);
    watch.canarySeen('consent.intake', START + 1000);
    expect(await told('seloste_queue_age_seconds')).toBe(0.4);
  });

  test('grows while no canary comes back, so a consumer that stands still is seen', async () => {
    await jest.advanceTimersByTimeAsync(3000);
    expect(await told('seloste_queue_age_seconds')).toBe(0);
    await jest.advanceTimersByTimeAsync(57_000);
    expect(await told('seloste_queue_age_seconds')).toBe(57);
    expect(await told('seloste_canary_seconds')).toBe(60);
  });
});
