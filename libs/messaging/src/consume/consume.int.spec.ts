import 'reflect-metadata';
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { CustomerRegistered, CustomerUpdated, GATE, OrderPlaced } from '#contracts';
import { TransientStorageError } from '#storage';
import { aCustomerRegistered, aCustomerUpdated, anOrderPlaced, aSurveyAnswered, eventually } from '#testing';
import { BrokerFixture, listLog } from '../broker.fixture.js';
import { checksumOf } from '../deliver/checksum.js';
import type { Publisher } from '../publish/publisher.js';
import { EXAMPLES } from '#participant';
import { messageId } from '../park/describe-parked.js';
import { STORE_EVENTS } from '../topology/names.js';
import { OnEvents } from './on-events.decorator.js';
import { done, park, retry, type Outcome, type Received } from './outcome.js';
import { SelosteRmqServer, type SelosteRmqServerOptions } from './seloste-rmq.server.js';

type Batch = readonly Received[];
const calls: { readonly handler: string; readonly ids: readonly string[]; readonly redelivered: boolean }[] =
  [];
const effects = new Map<string, number>();
let behave: (received: Received) => Promise<Outcome> | Outcome = () => done;

async function handle(handler: string, batch: Batch): Promise<Outcome[]> {
  calls.push({
    handler,
    ids: batch.map(({ event }) => event.id),
    redelivered: batch.some(({ redelivered }) => redelivered),
  });
  const outcomes: Outcome[] = [];
  for (const received of batch) outcomes.push(await behave(received));
  // As a real handler: all of the batch is written, or it throws.
  batch.forEach(({ event }, index) => {
    if (outcomes[index]?.kind === 'done') effects.set(event.id, (effects.get(event.id) ?? 0) + 1);
  });
  return outcomes;
}

@Controller()
class KeepCustomersHandler {
  @OnEvents([CustomerRegistered.type, CustomerUpdated.type])
  keep(batch: Batch): Promise<Outcome[]> {
    return handle('customers', batch);
  }

  @OnEvents([OrderPlaced.type], { batch: 2 })
  order(batch: Batch): Promise<Outcome[]> {
    return handle('orders', batch);
  }
}

@Module({ controllers: [KeepCustomersHandler] })
class ConsumingModule {}

interface Running {
  readonly server: SelosteRmqServer;
  readonly log: ReturnType<typeof listLog>;
  readonly metrics: Registry;
  readonly nestSaid: string[];
  stop(): Promise<void>;
}

jest.setTimeout(60_000);

const registered = (count: number, prefix = 'c') =>
  Array.from({ length: count }, (_, index) => aCustomerRegistered({}, { id: `${prefix}-${index}` }));

const effectOn = (count: number): Promise<unknown> =>
  eventually(() => effects.size === count, {
    within: 40_000,
    explain: () => `${effects.size} of ${count} done`,
  });

const bytesOf = (event: object): Buffer => Buffer.from(JSON.stringify(event));

const deep = (lists: number): string => '['.repeat(lists) + ']'.repeat(lists);

const onlyOnce = (): boolean => [...effects.values()].every((times) => times === 1);

describe('consuming', () => {
  let broker: BrokerFixture;
  let store: Publisher;
  let running: Running[] = [];
  let number = 0;
  let mayLeave = false;

  beforeAll(async () => {
    broker = await BrokerFixture.start();
    store = broker.publisher('web-store');
  });
  afterEach(async () => {
    for (const one of running) await one.stop();
    running = [];
    // Whatever was done or parked is acknowledged: nothing comes back once the channel is closed.
    const left = await broker.readAll('consent.intake', 'consent');
    if (!mayLeave) expect([...left.keys()]).toEqual([]);
    mayLeave = false;
    await broker.database.connection.collection('parked').deleteMany({});
    await marks().deleteMany({});
    calls.length = 0;
    effects.clear();
    behave = () => done;
  });
  afterAll(() => broker.end());

  async function start(options: Partial<SelosteRmqServerOptions> = {}): Promise<Running> {
    const log = listLog();
    const nestSaid: string[] = [];
    const metrics = new Registry();
    const connection = broker.connect('consent', `consumer-${(number += 1)}`);
    const server = new SelosteRmqServer({
      inHand: broker.inHand(),
      connection,
      service: { name: 'consent', counts: [] },
      registered: EXAMPLES,
      parking: broker.parking('consent'),
      metrics,
      log,
      retryDelaysMs: [20, 40],
      ...options,
    });
    const say = (...words: unknown[]): void => void nestSaid.push(words.map(String).join(' '));
    const app: INestMicroservice = await NestFactory.createMicroservice(ConsumingModule, {
      strategy: server,
      logger: { log: () => undefined, warn: say, error: say, fatal: say },
    });
    await app.listen();
    await server.ready();
    const one: Running = {
      server,
      log,
      metrics,
      nestSaid,
      stop: async () => {
        await app.close();
        await connection.close();
      },
    };
    running.push(one);
    return one;
  }

  const send = async (events: readonly { type: string }[], publisher = store): Promise<void> => {
    const outcomes = await publisher.publish(
      events.map((event) => ({ exchange: STORE_EVENTS, routingKey: event.type, event: event as never })),
    );
    expect(new Set(outcomes)).toEqual(new Set(['confirmed']));
  };
  const sendBytes = async (text: string): Promise<void> => {
    await store.publishRaw([
      {
        exchange: STORE_EVENTS,
        routingKey: 'customer.registered.v1',
        content: Buffer.from(text),
        messageId: 'raw-1',
      },
    ]);
  };
  const marks = () => broker.database.connection.collection('in_hand');
  /** To somebody who settles none of it. */
  const handOutOnce = async (count: number): Promise<void> => {
    const channel = await (await broker.connect('consent').consuming.up()).createChannel();
    let handedOut = 0;
    await channel.consume('consent.intake', () => void (handedOut += 1));
    await eventually(() => handedOut === count);
    await channel.close();
  };
  const value = async ({ metrics }: Running, name: string): Promise<number> => {
    const metric = await metrics.getSingleMetric(name)?.get();
    return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  };

  test('hands over batches and acknowledges them', async () => {
    await send(registered(2400));
    const one = await start();
    await effectOn(2400);
    expect(onlyOnce()).toBe(true);
    expect(Math.max(...calls.map(({ ids }) => ids.length))).toBeGreaterThan(100);
    expect(Math.max(...calls.map(({ ids }) => ids.length))).toBeLessThanOrEqual(1000);
    expect(await value(one, 'seloste_events_handled_total')).toBe(2400);
  });

  test('gives each handler its types, as many at once as it wants', async () => {
    await start();
    await send([
      ...registered(3),
      aCustomerUpdated(),
      anOrderPlaced({}, { id: 'o-1' }),
      anOrderPlaced({}, { id: 'o-2' }),
      anOrderPlaced({}, { id: 'o-3' }),
    ]);
    await effectOn(7);
    expect(calls.filter(({ handler }) => handler === 'orders').every(({ ids }) => ids.length <= 2)).toBe(
      true,
    );
    expect(calls.filter(({ handler }) => handler === 'orders').flatMap(({ ids }) => ids)).toHaveLength(3);
  });

  test('shares a queue among the instances of a service: all is done, and nothing twice', async () => {
    const instances = [await start({ prefetch: 100 }), await start({ prefetch: 100 })];
    await send(registered(1000, 'shared'));
    await effectOn(1000);
    expect(onlyOnce()).toBe(true);
    for (const one of instances) expect(await value(one, 'seloste_events_handled_total')).toBeGreaterThan(0);
  });

  test('takes no more than it may hold while its database is slow; the rest waits at the broker', async () => {
    const slow = new AbortController();
    behave = async () => {
      if (!slow.signal.aborted) await once(slow.signal, 'abort');
      return done;
    };
    await start({ prefetch: 5, batchSize: 5 });
    await send(registered(50, 'slow'));
    await eventually(() => calls.length > 0);
    const [waiting] = await eventually(async () => {
      const channel = await (await broker.connect('consent', 'looks').consuming.up()).createChannel();
      const { messageCount } = await channel.checkQueue('consent.intake');
      await channel.close();
      return messageCount <= 45 && [messageCount];
    });
    expect(waiting).toBe(45);
    slow.abort();
    await effectOn(50);
  });

  test('hands over a second batch while the database works on the first, and never a third', async () => {
    const slow = new AbortController();
    behave = async () => {
      if (!slow.signal.aborted) await once(slow.signal, 'abort');
      return done;
    };
    await send(registered(30, 'two'));
    await start({ prefetch: 30, batchSize: 5 });
    await eventually(() => calls.length === 2);
    await pause(100);
    expect(calls).toHaveLength(2);
    slow.abort();
    await effectOn(30);
    expect(onlyOnce()).toBe(true);
  });

  test('hands on nothing the contract does not know, and counts it', async () => {
    const seen: unknown[] = [];
    behave = ({ event }) => {
      seen.push(event.data);
      return done;
    };
    const one = await start();
    const [event] = registered(1, 'ahead');
    await sendBytes(JSON.stringify({ ...event, data: { ...event?.data, shoeSize: 38 } }));
    await effectOn(1);
    expect(seen).toEqual([event?.data]);
    expect(await value(one, 'seloste_events_unknown_fields_total')).toBe(1);
  });

  test('hands a duplicate over like any other: the handler’s own fact ids make it one effect', async () => {
    await start();
    const [twice] = registered(1, 'twice');
    await send([twice!, twice!]);
    await eventually(() => effects.get('twice-0') === 2);
  });

  const valid = registered(1, 'valid')[0]!;
  const whole = JSON.stringify(valid);
  test.each([
    ['malformed', 'JSON cut short', '{"specversion":"1.0",', ''],
    ['malformed', 'a list', '[]', ''],
    ['malformed', 'lists in each other where nobody looks', `{"x":${deep(100_000)},${whole.slice(1)}`, ''],
    ['malformed', 'one level too many', `{"x":${deep(GATE.depth)},${whole.slice(1)}`, ''],
    ['too-large', 'one item too many', `{"x":[${'1,'.repeat(GATE.items)}1],${whole.slice(1)}`, ''],
    ['too-large', 'one byte too many', whole.padEnd(GATE.bytes + 1), ''],
    ['malformed', 'half a character', whole.replace('"data"', '"\\ud83d":1,"data"'), ''],
    ['malformed', 'no source', JSON.stringify({ ...valid, source: undefined }), '/source'],
    ['unknown-version', 'version 9', JSON.stringify({ ...valid, type: 'customer.registered.v9' }), '/type'],
    ['unknown-type', 'an unheard-of type', JSON.stringify({ ...valid, type: 'weather.changed.v1' }), '/type'],
    ['unknown-type', 'a type this queue has no handler for', JSON.stringify(aSurveyAnswered()), '/type'],
    [
      'invalid',
      'a missing field',
      JSON.stringify({ ...valid, data: { ...valid.data, customer: undefined } }),
      '/data/customer',
    ],
    [
      'source-mismatch',
      'the name of another publisher',
      JSON.stringify({ ...valid, source: '/consent' }),
      '/source',
    ],
  ])('parks as %s: %s; the queue goes on', async (reason, _, body, field) => {
    const one = await start();
    await sendBytes(body);
    await send(registered(2, 'after'));
    await effectOn(2);
    const parked = await eventually(async () => {
      const all = await broker.parked();
      return all.length === 1 && all[0];
    });
    expect(parked).toMatchObject({
      reason,
      queue: 'consent.intake',
      publisher: 'web-store',
      state: 'parked',
    });
    expect(parked.field ?? '').toBe(field);
    expect(await value(one, 'seloste_events_parked_total')).toBe(1);
  });

  test('finds the one event a handler cannot bear, parks it after its attempts, and does the rest at once', async () => {
    behave = ({ event }) => {
      if (event.id === 'c-137') throw new TypeError('cannot read Anna Virtanen <anna@example.fi>');
      return done;
    };
    await send(registered(300));
    const one = await start();
    const [parked] = await eventually(async () => {
      const all = await broker.parked();
      return all.length > 0 && all;
    });
    expect(effects.size).toBe(299);
    expect(onlyOnce()).toBe(true);
    expect(parked).toMatchObject({
      reason: 'handler-threw',
      attempts: 3,
      type: 'customer.registered.v1',
    });
    expect(calls.length).toBeLessThan(40);
    const shown = await broker.parking('consent').list();
    const said = JSON.stringify([one.log.lines, one.nestSaid, shown, await one.metrics.metrics()]);
    expect(said).not.toMatch(/anna|virtanen/i);
    expect(one.nestSaid).toEqual([]);
  });

  test('retries what the handler asks for, and parks it with the handler’s reason in the end', async () => {
    const seen = new Map<string, number>();
    behave = ({ event, redelivered }) => {
      const times = (seen.get(event.id) ?? 0) + 1;
      seen.set(event.id, times);
      expect(redelivered).toBe(times > 1);
      if (event.id === 'c-0' && times < 3) return retry('waits-for-another');
      if (event.id === 'c-1') return retry('never-comes');
      return event.id === 'c-2' ? park('not-ours') : done;
    };
    const one = await start();
    await send(registered(5));
    await effectOn(3);
    await eventually(async () => (await broker.parked()).length === 2);
    const parked = await broker.parked();
    expect(parked.find(({ reason }) => reason === 'never-comes')).toMatchObject({ attempts: 3 });
    expect(parked.find(({ reason }) => reason === 'not-ours')).toMatchObject({ attempts: 1 });
    expect(await value(one, 'seloste_events_retried_total')).toBe(4);
  });

  test('pauses while the database is away: no attempt, nothing parked, nothing lost', async () => {
    let away = true;
    behave = () => {
      if (away) throw new TransientStorageError('no primary');
      return done;
    };
    const one = await start();
    await send(registered(50));
    await eventually(() => one.server.health().some(({ state }) => state === 'paused'));
    expect(await value(one, 'seloste_consumer_paused')).toBe(1);
    away = false;
    await effectOn(50);
    expect(await broker.parked()).toEqual([]);
    expect(onlyOnce()).toBe(true);
    expect(await value(one, 'seloste_consumer_paused')).toBe(0);
  });

  test('gives the messages back when the database stays away, and starts again when it answers', async () => {
    let away = true;
    behave = () => {
      if (away) throw new TransientStorageError('no primary');
      return done;
    };
    const parking = broker.parking('consent');
    const asked: number[] = [];
    const ping = (): Promise<void> => {
      asked.push(Date.now());
      return away ? Promise.reject(new Error('no primary')) : parking.ping();
    };
    await start({ holdMs: 200, parking: { parkAll: (items) => parking.parkAll(items), ping } });
    await send(registered(20));
    await eventually(() => asked.length > 1);
    away = false;
    await effectOn(20);
    expect(calls.at(-1)?.redelivered).toBe(true);
  });

  test('acknowledges a parked message only when it is durable: until then it comes again', async () => {
    const parking = broker.parking('consent');
    let tried = 0;
    const parkAll: typeof parking.parkAll = () => {
      tried += 1;
      return Promise.reject(new TransientStorageError('no primary'));
    };
    const first = await start({ parking: { parkAll, ping: () => parking.ping() } });
    await sendBytes('not json');
    await eventually(() => tried > 0);
    await first.stop();
    expect(await broker.parked()).toEqual([]);
    await start();
    await eventually(async () => (await broker.parked()).length === 1);
  });

  test('what cannot be parked leaves by the dead-letter queue, is parked in turn, and comes back into its queue by a replay', async () => {
    const parking = broker.parking('consent');
    let [refused, known] = [0, false];
    const parkAll: typeof parking.parkAll = (items) => {
      if (!items.some(({ queue }) => queue === 'consent.intake')) return parking.parkAll(items);
      refused += 1;
      return Promise.reject(new RangeError('too large for a document'));
    };
    await start({ parking: { parkAll, ping: () => parking.ping() } });
    behave = () => (known ? done : park('unheard-of'));
    await send(registered(1));
    const [parked] = await eventually(async () => {
      const all = await broker.parked();
      return all.length > 0 && all;
    });
    expect(refused).toBeGreaterThan(0);
    expect(parked).toMatchObject({ queue: 'consent.dead', reason: 'dead-lettered-rejected' });
    known = true;
    expect(await parking.replay(parked!._id, 'ops')).toBe('replayed');
    await effectOn(1);
  });

  test('what the broker has handed out sixty times is handled like all else, and nothing is dead-lettered', async () => {
    await send(registered(3, 'worn'));
    const channel = await (await broker.connect('consent').consuming.up()).createChannel();
    let handedOut = 0;
    await channel.consume('consent.intake', (message) => {
      handedOut += 1;
      if (message !== null && handedOut <= 180) channel.reject(message, true);
    });
    await eventually(() => handedOut === 183);
    await channel.close();
    await start();
    await effectOn(3);
    expect(calls.every(({ redelivered }) => redelivered)).toBe(true);
    expect(await broker.parked()).toEqual([]);
    await eventually(async () => (await marks().countDocuments()) === 0);
  });

  test('builds its consumer anew when the queue is deleted and made again', async () => {
    const one = await start();
    await broker.vhost.manage('DELETE', `/queues/${broker.vhost.name}/consent.intake`);
    await eventually(() =>
      one.server.health().some(({ queue, state }) => queue === 'consent.intake' && state === 'connecting'),
    );
    await broker.applyTopology();
    await one.server.ready();
    await send(registered(10, 'again'));
    await effectOn(10);
  });

  test('loses nothing when its connection is cut in the middle', async () => {
    behave = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return done;
    };
    const one = await start({ batchSize: 50 });
    const sending = (async () => {
      for (let round = 0; round < 20; round += 1) {
        await send(registered(100, `cut-${round}`));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    await broker.cut(`consumer-${number}:consume`);
    await sending;
    await effectOn(2000);
    await one.server.ready();
    expect(one.log.lines.map(({ message }) => message)).toContain('consumer lost, it will be built anew');
  });

  test('stops gracefully: what it has handled is acknowledged and comes to nobody again', async () => {
    behave = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return done;
    };
    await send(registered(400));
    const first = await start({ batchSize: 50 });
    await eventually(() => calls.length >= 2);
    await first.stop();
    running = [];
    const handled = new Set(calls.flatMap(({ ids }) => ids));
    expect(effects.size).toBe(handled.size);
    expect(handled.size).toBeLessThan(400);
    await start({ batchSize: 50 });
    await effectOn(400);
    expect(onlyOnce()).toBe(true);
  });

  test('after a graceful stop in a backlog nothing comes alone', async () => {
    await send(registered(5000, 'backlog'));
    const first = await start();
    await eventually(() => calls.length >= 2);
    await first.stop();
    running = [];
    expect(effects.size).toBeLessThan(5000);
    const second = await start();
    await effectOn(5000);
    expect(onlyOnce()).toBe(true);
    expect(await value(second, 'seloste_messages_alone_total')).toBe(0);
    expect(calls.length).toBeLessThan(50);
    expect(await marks().countDocuments()).toBeLessThanOrEqual(2);
  });

  test('after its connection was lost nothing comes alone: the process lives', async () => {
    const lost = new AbortController();
    behave = async () => {
      if (!lost.signal.aborted) await once(lost.signal, 'abort');
      return done;
    };
    await send(registered(2000, 'lost'));
    const one = await start();
    await eventually(() => calls.length === 2);
    await broker.cut(`consumer-${number}:consume`);
    await eventually(() => one.log.lines.some(({ message }) => message.startsWith('consumer lost')));
    lost.abort();
    await effectOn(2000);
    await eventually(() => calls.some(({ redelivered }) => redelivered));
    expect(await value(one, 'seloste_messages_alone_total')).toBe(0);
    expect(calls.length).toBeLessThan(50);
  });

  test('of what comes again only what a process had in hand when it died comes alone', async () => {
    const events = registered(1200, 'in-hand');
    await send(events);
    await handOutOnce(1200);
    const checksums = events.slice(400, 430).map((event) => checksumOf(bytesOf(event)));
    await broker.inHand('dead').takeBatch('consent.intake', 0, checksums);
    const one = await start();
    await effectOn(1200);
    expect(onlyOnce()).toBe(true);
    const alone = calls.filter(({ ids }) => ids.length === 1).flatMap(({ ids }) => ids);
    expect(alone).toEqual(events.slice(400, 430).map(({ id }) => id));
    expect(await value(one, 'seloste_messages_alone_total')).toBe(30);
    expect(await broker.parked()).toEqual([]);
  });

  test('what another instance has in hand is under suspicion only until it has let go of it', async () => {
    const events = registered(1500, 'let-go');
    await send(events);
    await handOutOnce(1500);
    const other = broker.inHand('lives');
    const checksums = events.map((event) => checksumOf(bytesOf(event)));
    await other.takeBatch('consent.intake', 0, checksums);
    behave = async () => {
      await pause(20);
      return done;
    };
    const one = await start();
    await eventually(() => effects.size > 10);
    await other.dropBatches('consent.intake');
    behave = () => done;
    await effectOn(1500);
    expect(await value(one, 'seloste_messages_alone_total')).toBeLessThan(1000);
    expect(Math.max(...calls.map(({ ids }) => ids.length))).toBeGreaterThan(100);
  });

  test('takes its marks away when nothing has come for a while', async () => {
    await start();
    await send(registered(20, 'idle'));
    await effectOn(20);
    await eventually(async () => (await marks().countDocuments()) > 0);
    await eventually(async () => (await marks().countDocuments()) === 0);
  });

  test('stops within its limit while a handler hangs', async () => {
    behave = () => new Promise(() => undefined);
    mayLeave = true;
    const one = await start({ stopMs: 100 });
    await send(registered(3));
    await eventually(() => calls.length > 0);
    const began = Date.now();
    await one.stop();
    running = [];
    expect(Date.now() - began).toBeLessThan(3000);
  });

  test('notices a handler that hangs, and builds the consumer anew', async () => {
    let hang = true;
    behave = () => (hang ? new Promise<Outcome>(() => undefined) : done);
    const one = await start({ stallMs: 200, stopMs: 50 });
    await send(registered(3));
    await eventually(async () => (await value(one, 'seloste_consumer_stalled_total')) > 0);
    hang = false;
    await effectOn(3);
  });

  test('parks unread what a process died with, alone in hand; its neighbours go on', async () => {
    const [, killer] = registered(4, 'again');
    await send(registered(4, 'again'));
    await handOutOnce(4);
    const dead = broker.inHand('dead');
    await dead.take(
      messageId('consent.intake', bytesOf(killer!)),
      'consent.intake',
      checksumOf(bytesOf(killer!)),
    );
    await start({ dropMs: 300 });
    await effectOn(3);
    expect([...effects.keys()].toSorted()).toEqual(['again-0', 'again-2', 'again-3']);
    const [parked] = await eventually(async () => {
      const all = await broker.parked();
      return all.length > 0 && all;
    });
    expect(parked).toMatchObject({ reason: 'killed-the-process', publisher: 'web-store' });
    expect(parked).not.toHaveProperty('type');
  });

  test('a replay keeps the name of its first publisher and its trace, and a mismatch is parked again', async () => {
    const parking = broker.parking('consent');
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const event = { ...registered(1, 'replayed')[0]!, traceparent };
    let traced: string | undefined;
    behave = ({ event }) => {
      traced = event.traceparent;
      return done;
    };
    const parked = { queue: 'consent.intake', reason: 'unknown-version', attempts: 1 };
    const bytes = (source: string): Buffer => Buffer.from(JSON.stringify({ ...event, source }));
    await parking.park({ ...parked, content: bytes('/web-store'), publisher: 'web-store' });
    await parking.park({ ...parked, content: bytes('/retention'), publisher: 'web-store' });
    for (const { _id } of await parking.list()) expect(await parking.replay(_id, 'ops')).toBe('replayed');
    await start();
    await effectOn(1);
    expect(traced).toBe(traceparent);
    const again = await eventually(async () => {
      const all = await broker.parking('consent').list({ state: 'parked' });
      return all.length === 1 && all[0];
    });
    expect(again).toMatchObject({ reason: 'source-mismatch', publisher: 'web-store' });
  });

  test('parks what carries no publisher', async () => {
    const channel = await (await broker.connect('web-store').publishing.up()).createConfirmChannel();
    const [event] = registered(1);
    channel.publish(STORE_EVENTS, 'customer.registered.v1', Buffer.from(JSON.stringify(event)));
    await channel.waitForConfirms();
    await channel.close();
    await start();
    const [parked] = await eventually(async () => {
      const all = await broker.parked();
      return all.length > 0 && all;
    });
    expect(parked).toMatchObject({ reason: 'unidentified-publisher' });
  });

  test('does not take a consumer for stalled that was idle before its work came', async () => {
    const one = await start({ stallMs: 300 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    behave = async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return done;
    };
    await send(registered(1, 'late'));
    await effectOn(1);
    expect(await value(one, 'seloste_consumer_stalled_total')).toBe(0);
  });

  test('measures the age and the depth of its queues', async () => {
    const one = await start({ canaryMs: 100 });
    await eventually(async () => {
      const age = await one.metrics.getSingleMetric('seloste_queue_age_seconds')?.get();
      const depth = await one.metrics.getSingleMetric('seloste_queue_depth')?.get();
      return age?.values.length === 1 && depth?.values.length === 1;
    });
    expect(calls).toEqual([]);
    expect(await broker.parked()).toEqual([]);
  });

  test('tells a canary to have passed only when what came before it is done', async () => {
    const gate = new EventEmitter();
    const held = once(gate, 'open');
    behave = () => held.then(() => done);
    const one = await start({ canaryMs: 60_000 });
    const passed = (): number | undefined =>
      one.server.health().find(({ queue }) => queue === 'consent.intake')?.passedMs;
    await send(registered(1));
    await eventually(() => calls.length === 1);
    await one.server.sendCanaries();
    await eventually(async () => {
      const age = await one.metrics.getSingleMetric('seloste_queue_age_seconds')?.get();
      return age?.values.length === 1;
    });
    expect(passed()).toBeUndefined();
    gate.emit('open');
    await eventually(() => passed() !== undefined);
  });
});
