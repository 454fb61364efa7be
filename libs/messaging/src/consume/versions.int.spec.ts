import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import {
  type Contract,
  contracts,
  defineContracts,
  eventOf,
  IsOneOf,
  IsOwnId,
  olderVersion,
} from '#contracts';
import { eventually } from '#testing';
import { BrokerFixture } from '../broker.fixture.js';
import type { Parking } from '../park/parking.js';
import { silentLog } from '../ports.js';
import type { Publisher } from '../publish/publisher.js';
import { EXAMPLES } from '#participant';
import { STORE_EVENTS } from '../topology/names.js';
import { OnEvents } from './on-events.decorator.js';
import { done, type Outcome, type Received } from './outcome.js';
import { SelosteRmqServer } from './seloste-rmq.server.js';

jest.setTimeout(60_000);

class NotedV1 {
  static readonly type = 'customer.noted.v1';
  @IsOwnId() customer!: string;
}
class NotedV2 {
  static readonly type = 'customer.noted.v2';
  @IsOwnId() customer!: string;
  @IsOneOf(['store', 'phone']) by!: string;
}

const told: { readonly id: string; readonly data: unknown }[] = [];
const take = async (batch: readonly Received[]): Promise<Outcome[]> =>
  batch.map(({ event: { id, data } }) => (told.push({ id, data }), done));

@Controller()
class OlderHandler {
  @OnEvents([NotedV1.type])
  take(batch: Received[]): Promise<Outcome[]> {
    return take(batch);
  }
}
@Controller()
class NewerHandler {
  @OnEvents([NotedV2.type])
  take(batch: Received[]): Promise<Outcome[]> {
    return take(batch);
  }
}
@Module({ controllers: [OlderHandler] })
class OlderBuild {}
@Module({ controllers: [NewerHandler] })
class NewerBuild {}

const newerContracts: readonly Contract[] = [
  ...contracts,
  ...defineContracts('store', [NotedV2]),
  olderVersion('store', NotedV1, NotedV2, ({ customer }) => ({ customer, by: 'store' })),
];
const contractsOf = new Map<Type<unknown>, readonly Contract[]>([
  [OlderBuild, [...contracts, ...defineContracts('store', [NotedV1])]],
  [NewerBuild, newerContracts],
]);

const idsTold = (): readonly string[] => told.map(({ id }) => id).toSorted();
const idsOf = (each: number): readonly string[] =>
  [NotedV1, NotedV2]
    .flatMap(({ name }) => Array.from({ length: each }, (_, number) => `${name}-${number}`))
    .toSorted();

describe('an event in two versions', () => {
  let broker: BrokerFixture;
  let publishers: readonly Publisher[];
  let parking: Parking;
  let stopping: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    // The topology goes first in an upgrade: it is the newer build's.
    const services = [{ name: 'consent', takes: [NotedV2.type], counts: [] }];
    broker = await BrokerFixture.start(EXAMPLES, services, newerContracts);
    parking = broker.parking('consent');
    publishers = [broker.publisher('web-store'), broker.publisher('web-store')];
  });
  const stopAll = async (): Promise<void> => {
    for (const stop of stopping.splice(0)) await stop();
  };
  afterEach(async () => {
    await stopAll();
    told.length = 0;
    await broker.database.connection.collection('parked').deleteMany({});
  });
  afterAll(() => broker.end());

  async function start(build: Type<unknown>): Promise<void> {
    const connection = broker.connect('consent', build.name);
    const known = contractsOf.get(build);
    const strategy = new SelosteRmqServer({
      inHand: broker.inHand(),
      connection,
      service: { name: 'consent', counts: [] },
      registered: EXAMPLES,
      parking,
      metrics: new Registry(),
      log: silentLog,
      prefetch: 5,
      ...(known && { contracts: known }),
    });
    const app = await NestFactory.createMicroservice(build, { strategy, logger: false });
    await app.listen();
    await strategy.ready();
    stopping.push(async () => {
      await app.close();
      await connection.close();
    });
  }

  /** An older publisher and a newer one, at the same time. */
  async function sendBoth(each: number): Promise<void> {
    const sent = [NotedV1, NotedV2].map((version, index) =>
      publishers[index]!.publish(
        Array.from({ length: each }, (_, number) => {
          const data = { customer: String(number), ...(version === NotedV2 && { by: 'phone' }) };
          const id = `${version.name}-${number}`;
          const event = eventOf('web-store', version.type, id, data, '2026-06-30T07:00:00Z');
          return { exchange: STORE_EVENTS, routingKey: version.type, event };
        }),
      ),
    );
    const outcomes = (await Promise.all(sent)).flat();
    expect(new Set(outcomes)).toEqual(new Set(['confirmed']));
  }

  async function replayAll(): Promise<number> {
    const parked = await parking.list({ state: 'parked', reason: 'unknown-version', limit: 200 });
    for (const { _id } of parked) expect(await parking.replay(_id, 'ops')).toBe('replayed');
    return parked.length;
  }

  const waiting = async (): Promise<number> => (await parking.list({ state: 'parked', limit: 200 })).length;
  test('comes to the handler in the newer one, whichever its publisher sends', async () => {
    await start(NewerBuild);
    await sendBoth(20);
    await eventually(() => told.length === 40);
    expect(idsTold()).toEqual(idsOf(20));
    for (const { id, data } of told)
      expect(data).toMatchObject({ by: id.startsWith('NotedV1') ? 'store' : 'phone' });
  });

  test('is parked by an older build where it is too new, and taken by the newer one once it is replayed', async () => {
    await start(OlderBuild);
    await sendBoth(20);
    await eventually(async () => told.length === 20 && (await waiting()) === 20);
    expect(told.every(({ id }) => id.startsWith('NotedV1'))).toBe(true);
    await stopAll();
    await start(NewerBuild);
    expect(await replayAll()).toBe(20);
    await eventually(() => told.length === 40);
    expect(idsTold()).toEqual(idsOf(20));
  });

  test('is lost by neither build and done twice by none while both run side by side', async () => {
    await Promise.all([start(OlderBuild), start(NewerBuild)]);
    await sendBoth(60);
    await eventually(async () => told.length + (await waiting()) === 120);
    expect(await waiting()).toBeGreaterThan(0);
    await stopAll();
    await start(NewerBuild);
    await replayAll();
    await eventually(() => told.length === 120);
    expect(idsTold()).toEqual(idsOf(60));
  });
});
