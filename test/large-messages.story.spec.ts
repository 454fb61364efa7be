import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventOf, SuppressionAdded } from '#contracts';
import { aCustomerRegistered, brokerPassword, eventually } from '#testing';
import { BrokerFixture } from '../libs/messaging/src/broker.fixture.js';
import { SELOSTE_EVENTS } from '../libs/messaging/src/topology/names.js';

const COUNT = 1500;
const BYTES = 1_000_000;
const MIB = 1024;
/** What compose gives a service. */
const MOST_KIB = 512 * MIB;
const SLOWEST_MS = 5000;

const OPT_OUT: SuppressionAdded = {
  suppression: 's-1',
  scope: { kind: 'all-marketing' },
  since: '2026-07-01T09:00:00+03:00',
  method: 'phone',
  because: [],
};

let broker: BrokerFixture;
let child: ChildProcess;
let peak = 0;
beforeAll(async () => {
  broker = await BrokerFixture.start();
}, 60_000);
afterAll(async () => {
  child?.kill('SIGKILL');
  await broker.end();
}, 60_000);

/** As replays, since those come to one queue alone. Every tenth can't be read. */
async function flood(): Promise<void> {
  const publisher = broker.publisher('consent');
  for (let from = 0; from < COUNT; from += 50)
    await publisher.publishRaw(
      Array.from({ length: 50 }, (_, index) => {
        const id = `large-${from + index}`;
        const whole = JSON.stringify(aCustomerRegistered({}, { id })).padEnd(BYTES);
        return {
          exchange: 'consent.own',
          routingKey: 'consent.intake',
          content: Buffer.from(index % 10 === 0 ? `${id}${whole}` : whole),
          messageId: id,
          headers: { 'x-seloste-publisher': 'web-store' },
        };
      }),
    );
}

const effects = () => broker.database.connection.collection<{ _id: string }>('effects');

async function optOutsUntil(over: AbortSignal): Promise<readonly number[]> {
  const publisher = broker.publisher('marketing-suppression');
  const took: number[] = [];
  for (; !over.aborted; await pause(200)) {
    const event = eventOf(
      'marketing-suppression',
      SuppressionAdded.type,
      `opt-out-${took.length}`,
      OPT_OUT,
      OPT_OUT.since,
    );
    const sent = performance.now();
    await publisher.publish([{ exchange: SELOSTE_EVENTS, routingKey: event.type, event }]);
    await eventually(async () => (await effects().countDocuments({ _id: event.id })) === 1, {
      within: 30_000,
    });
    took.push(performance.now() - sent);
  }
  return took;
}

test('1,500 messages of 1 MB make no service large: all are handled or parked, and opt-outs in other queues go on', async () => {
  await flood();
  child = spawn(process.execPath, ['dist/test/poison/consuming-process.js'], {
    env: {
      PATH: process.env['PATH'],
      AMQP_URL: broker.vhost.amqpUrlFor('consent', brokerPassword('consent')),
      MONGODB_URI: broker.database.uri,
      PEAKS: 'yes',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout!.on('data', (some: Buffer) => {
    peak = Number(some.toString().trim().split('\n').at(-1));
  });
  await once(child.stdout!, 'data');
  const over = new AbortController();
  const optOuts = optOutsUntil(over.signal);
  const large = { _id: { $regex: '^large-' } as never };
  const parked = () =>
    broker.database.connection.collection('parked').countDocuments({ reason: 'malformed' });
  await eventually(
    async () => (await effects().countDocuments(large)) === COUNT * 0.9 && (await parked()) === COUNT * 0.1,
    { within: 120_000, every: 500, explain: () => `${peak} KiB` },
  );
  over.abort();
  const took = await optOuts;
  expect(peak).toBeLessThan(MOST_KIB);
  expect(took.length).toBeGreaterThan(3);
  expect(Math.max(...took)).toBeLessThan(SLOWEST_MS);
}, 240_000);
