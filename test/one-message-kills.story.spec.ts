import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { STORE_EVENTS } from '#messaging';
import { aCustomerRegistered, brokerPassword, eventually } from '#testing';
import { BrokerFixture } from '../libs/messaging/src/broker.fixture.js';

const COUNT = 500;
const events = Array.from({ length: COUNT }, (_, index) =>
  aCustomerRegistered({}, { id: index === COUNT / 2 ? 'poison' : `c-${index}` }),
);

let broker: BrokerFixture;
let child: ChildProcess | undefined;
let said: string;
beforeEach(async () => {
  broker = await BrokerFixture.start();
  said = '';
}, 60_000);
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await broker.end();
}, 60_000);

function start(poison: string, stuckMs = 0): ChildProcess {
  const program = 'dist/test/poison/consuming-process.js';
  child = spawn(process.execPath, ['--max-old-space-size=80', program], {
    env: {
      PATH: process.env['PATH'],
      AMQP_URL: broker.vhost.amqpUrlFor('consent', brokerPassword('consent')),
      MONGODB_URI: broker.database.uri,
      POISON: poison,
      STUCK_MS: String(stuckMs),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout?.on('data', (some: Buffer) => (said += some.toString()));
  return child;
}
const effects = () => broker.database.connection.collection('effects').countDocuments();
const ends = async (one: ChildProcess): Promise<string> => {
  const [code, signal] = (await once(one, 'exit', { signal: AbortSignal.timeout(60_000) })) as unknown[];
  return String(signal ?? code);
};

describe('One message of five hundred', () => {
  test.each([
    ['aborts the process', 'abort', 'SIGABRT'],
    ['takes all memory', 'memory', 'SIGABRT'],
    ['never gives the event loop back', 'loop', 'SIGKILL'],
  ])(
    '%s: after its second death it is parked unread, all others are done, and none is dead-lettered',
    async (_, poison, signal) => {
      const stuckMs = poison === 'loop' ? 2000 : 0;
      await broker
        .publisher('web-store')
        .publish(events.map((event) => ({ exchange: STORE_EVENTS, routingKey: event.type, event })));
      expect(await ends(start(poison, stuckMs))).toBe(signal);
      expect(await ends(start(poison, stuckMs))).toBe(signal);
      // What came before it, alone as well, is done.
      expect(await effects()).toBeGreaterThanOrEqual(COUNT / 2);
      start(poison, stuckMs);
      await eventually(async () => (await effects()) === COUNT - 1, { within: 30_000 });
      const [parked] = await eventually(
        async () => {
          const all = await broker.parked();
          return all.length > 0 && all;
        },
        { within: 10_000 },
      );
      expect(parked).toMatchObject({ queue: 'consent.intake', reason: 'killed-the-process' });
      expect(await broker.parked()).toHaveLength(1);
      expect(parked).not.toHaveProperty('type');
      // Of the processes that died only what they had in hand as batches is left.
      const alone = { _id: { $not: /\// } as never };
      await eventually(
        async () => (await broker.database.connection.collection('in_hand').countDocuments(alone)) === 0,
      );
      expect(child?.exitCode).toBeNull();
      if (poison === 'loop') expect(said).toContain('the event loop stands still, so the process ends');
      child?.kill('SIGKILL');
      await once(child!, 'exit');
      for (const queue of ['consent.dead', 'consent.intake'])
        expect([...(await broker.readAll(queue, 'consent')).keys()]).toEqual([]);
    },
    150_000,
  );

  test('after a kill -9 what was in hand comes alone, what was only prefetched in batches, and nothing is parked', async () => {
    const many = Array.from({ length: 2500 }, (_, index) =>
      aCustomerRegistered({}, { id: index === 100 ? 'poison' : `k-${index}` }),
    );
    await broker
      .publisher('web-store')
      .publish(many.map((event) => ({ exchange: STORE_EVENTS, routingKey: event.type, event })));
    const first = start('wait');
    const marks = broker.database.connection.collection('in_hand').find({ queue: 'consent.intake' });
    await eventually(async () => (await marks.clone().toArray()).length === 2, { within: 20_000 });
    await pause(500);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const inHand = (await marks.toArray()).map(({ checksums }) => checksums.length() / 4);
    start('none');
    await eventually(async () => (await effects()) === many.length, { within: 60_000 });
    const alone = await broker.database.connection.collection('effects').countDocuments({ among: 1 });
    expect(alone).toBeGreaterThan(0);
    expect(alone).toBeLessThanOrEqual(inHand[0]! + inHand[1]!);
    expect(alone).toBeLessThanOrEqual(1000);
    expect(await broker.parked()).toEqual([]);
  }, 120_000);

  test('a process that is stopped for longer than its loop may stand is not ended for it', async () => {
    const one = start('none', 1000);
    await broker
      .publisher('web-store')
      .publish([{ exchange: STORE_EVENTS, routingKey: events[0]!.type, event: events[0]! }]);
    await eventually(async () => (await effects()) === 1, { within: 20_000 });
    one.kill('SIGSTOP');
    await pause(3000);
    one.kill('SIGCONT');
    await pause(500);
    expect([one.exitCode, one.signalCode, said]).toEqual([null, null, '']);
  }, 60_000);
});
