import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Registry } from 'prom-client';
import {
  FactCollection,
  FactOutbox,
  type JournalEntry,
  MemoryKeys,
  createIndexes,
  declaredIndexes,
  Sealer,
  TransientStorageError,
} from '#storage';
import { eventually, planUses } from '#testing';
import { BrokerFixture } from '../broker.fixture.js';
import { silentLog } from '../ports.js';
import { OwedEvents } from '../publish/owed-events.js';
import { MongoParkedStore } from './mongo-parked.store.js';
import { parked as parkedSchema } from './parked-message.schema.js';
import type { ToPark } from './parked-message.js';
import { Parking } from './parking.js';

jest.setTimeout(30_000);

const item = (body: string, more: Partial<ToPark> = {}): ToPark => ({
  queue: 'consent.intake',
  reason: 'invalid',
  field: '/data/email',
  type: 'customer.registered.v1',
  publisher: 'web-store',
  attempts: 1,
  content: Buffer.from(body),
  ...more,
});

describe('parked messages', () => {
  let broker: BrokerFixture;
  let parking: Parking;
  beforeAll(async () => {
    broker = await BrokerFixture.start();
    parking = broker.parking('consent');
  });
  afterEach(async () => {
    await broker.database.connection.collection('parked').deleteMany({});
    await broker.readAll('consent.intake', 'consent');
  });
  afterAll(() => broker.end());

  const parkOne = async (
    body = '{"email":"anna@example.fi"}',
    more: Partial<ToPark> = {},
  ): Promise<string> => {
    await parking.park(item(body, more));
    const [message] = await parking.list({ reason: more.reason ?? 'invalid' });
    return message?._id ?? '';
  };

  test('lie sealed: nothing a person wrote can be read in the collection', async () => {
    await parking.park(
      item('{"email":"anna@example.fi"}', {
        type: 'anna@example.fi',
        field: '/data/anna@example.fi',
        error: new TypeError('anna@example.fi'),
      }),
    );
    const raw = await broker.database.connection.collection('parked').findOne({});
    expect(JSON.stringify(raw)).not.toMatch(/anna/i);
    expect(raw).not.toHaveProperty('type');
    const shown = await parking.show(String(raw?._id));
    expect(Buffer.from(shown?.body?.base64 ?? '', 'base64').toString()).toBe('{"email":"anna@example.fi"}');
    expect(shown?.body?.error).toContain('TypeError: anna@example.fi');
  });

  test('are one record however often the same message is parked', async () => {
    await Promise.all([parkOne('{"a":1}'), parkOne('{"a":1}')]);
    await parkOne('{"a":1}');
    const all = await parking.list();
    expect(all).toHaveLength(1);
    expect(all[0]?.history).toHaveLength(3);
  });

  test('share a fingerprint where they most likely have the same cause', async () => {
    await parking.parkAll([item('{"a":1}'), item('{"a":22}'), item('{"a":333}', { field: '/data/name' })]);
    const prints = (await parking.list()).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(2);
    expect(await parking.list({ fingerprint: prints[0] ?? '' })).not.toHaveLength(3);
  });

  test('come back into their queue once, under their id and their publisher, however many replay at once', async () => {
    const id = await parkOne();
    const outcomes = await Promise.all([1, 2, 3].map((by) => parking.replay(id, `ops-${by}`)));
    expect(outcomes.toSorted()).toEqual(['not-parked', 'not-parked', 'replayed']);
    const message = await broker.takeOne('consent.intake', 'consent');
    expect(message.content.toString()).toBe('{"email":"anna@example.fi"}');
    expect(message.properties).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f]{40}$/),
      userId: 'consent',
      headers: { 'x-seloste-publisher': 'web-store' },
    });
    const shown = await parking.show(id);
    expect(shown?.message).toMatchObject({ state: 'replayed' });
    expect(shown?.message.history.map(({ what }) => what)).toEqual(['parked', 'replayed']);
    expect(shown?.body).toBeUndefined();
    expect(await parking.replay(id, 'ops')).toBe('not-parked');
  });

  test('stay parked when the replay cannot be published', async () => {
    const id = await parkOne('{"b":1}', { queue: 'consent.no-such-queue' });
    expect(await parking.replay(id, 'ops')).toBe('not-published');
    expect((await parking.show(id))?.message).toMatchObject({ state: 'parked' });
    expect((await parking.show(id))?.body).toBeDefined();
  });

  test('whose replay was cut off can be replayed again after a while', async () => {
    const id = await parkOne('{"c":1}');
    const parked = broker.database.connection.collection('parked');
    const half = (since: Date) =>
      parked.updateOne({}, { $set: { state: 'replaying', replayingSince: since } });
    await half(new Date());
    expect(await parking.replay(id, 'ops')).toBe('not-parked');
    await half(new Date(Date.now() - 120_000));
    expect(await parking.replay(id, 'ops')).toBe('replayed');
  });

  test('are discarded only by somebody with a reason, and the record of it stays', async () => {
    const id = await parkOne('{"d":1}');
    await expect(parking.discard(id, { by: 'ops', reason: ' ' })).rejects.toThrow('reason');
    expect(await parking.discard(id, { by: 'mikko', reason: 'a test message of the store' })).toBe(
      'discarded',
    );
    expect(await parking.discard(id, { by: 'mikko', reason: 'again' })).toBe('not-parked');
    expect(await parking.discard('no-such-id', { by: 'mikko', reason: 'x' })).toBe('unknown');
    const shown = await parking.show(id);
    expect(shown?.body).toBeUndefined();
    expect(shown?.message.history.at(-1)).toMatchObject({
      what: 'discarded',
      by: 'mikko',
      reason: 'a test message of the store',
    });
    expect(await parking.replay(id, 'ops')).toBe('not-parked');
  });

  test('are durable while the journal takes nothing, and owe their place there until it has them', async () => {
    const { connection } = broker.database;
    await createIndexes(connection, declaredIndexes(parkedSchema));
    const journaled: JournalEntry[] = [];
    let away = true;
    const append = async (entries: readonly JournalEntry[]): Promise<void> => {
      if (away) throw new TransientStorageError('the journal is away');
      journaled.push(...entries);
    };
    const parked = new FactCollection(connection, { name: 'parked', journal: { append } });
    const outbox = new FactOutbox(parked);
    const publisher = broker.publisher('consent');
    const owed = new OwedEvents({
      facts: [outbox],
      publisher,
      log: silentLog,
      metrics: new Registry(),
      afterMs: 0,
      everyMs: 50,
    });
    const owing = new Parking({
      service: 'consent',
      maySendAs: () => false,
      store: new MongoParkedStore(connection),
      publisher,
      sealer: new Sealer(new MemoryKeys()),
      tellJournal: (messages) => owed.settle(messages, outbox),
    });
    owed.start();
    await owing.park(item('{"e":1}'));
    const still = () => connection.collection('parked').countDocuments({ owed: true });
    expect(await still()).toBe(1);
    const { indexes } = await planUses(parked.collection.find({ owed: true, takenAt: { $lt: new Date() } }));
    expect(indexes).toEqual(['owed']);
    away = false;
    await eventually(async () => (await still()) === 0);
    await owed.stop();
    const [entry] = journaled;
    const [listed] = await owing.list();
    expect(entry).toMatchObject({ kind: 'put', collection: 'parked', documents: [{ ...listed, body: {} }] });
    expect(listed).not.toHaveProperty('owed');
  });

  test('are listed page by page', async () => {
    await parking.parkAll(Array.from({ length: 30 }, (_, index) => item('x'.repeat(index + 1))));
    const first = await parking.list({ limit: 20 });
    const rest = await parking.list({ limit: 20, after: first.at(-1)?._id ?? '' });
    expect(first).toHaveLength(20);
    expect(rest).toHaveLength(10);
    expect(new Set([...first, ...rest].map(({ _id }) => _id)).size).toBe(30);
  });
});
