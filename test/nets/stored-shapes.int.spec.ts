import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Connection, mongo } from 'mongoose';
import { openMongo } from '#storage';
import { collectionsOf } from '#service';
import { anOfficer, fitting, testDatabase } from '#testing';
import { services } from '../../apps/services.js';
import { fourServices, type FourServices } from '../harness/four-services.js';
import { aBusyDay } from './a-busy-day.js';
import { serviceNames as SERVICES } from '../../apps/services.js';
import { asText, asYaml, isHeld } from './held.js';
import { Shape } from './shape.js';
import { serverTime, writesSince } from './writes-since.js';

const folder = mkdtempSync(join(tmpdir(), 'seloste-nets-'));
let four: FourServices;
let keys: Connection;
let from: Awaited<ReturnType<typeof serverTime>>;

beforeAll(async () => {
  const before = await testDatabase('nets');
  from = await serverTime(before.connection);
  await before.drop();
  const officer = await anOfficer(folder);
  four = await fourServices({ OFFICERS_FILE: officer.file });
  keys = await openMongo(four.around.environment['KEYS_MONGODB_URI'] ?? '');
  await aBusyDay(four, officer);
}, 240_000);
afterAll(async () => {
  await keys?.close();
  await four?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Which facts come in one bulk write, and so in a lot, is a matter of time: `seal` is there at once or later, and `leaf` until then. The data of
 * events is held by docs/asyncapi.yaml, and the record of an act by the collection `audit`.
 */
function outlineOf({ seal: _seal, leaf: _leaf, owes, audit, ...fact }: mongo.Document): object {
  const events = (owes ?? []) as readonly { data: object }[];
  return {
    ...fact,
    ...(owes !== undefined && { owes: events.map((event) => ({ ...event, data: {} })) }),
    ...(audit !== undefined && { audit: {} }),
  };
}

async function shapesIn(connection: Connection): Promise<Readonly<Record<string, Shape>>> {
  const shapes: Record<string, Shape> = {};
  for (const { collection, document } of await writesSince(connection, from)) {
    const type = collection === 'facts' ? ` ${String(document['type'])}` : '';
    (shapes[`${collection}${type}`] ??= new Shape()).add(
      collection === 'facts' ? outlineOf(document) : document,
    );
  }
  return shapes;
}

it.each([...SERVICES, 'keys'])(
  '%s stores what is held: of each kind its fields and their types',
  async (name) => {
    const service = SERVICES.find((each) => each === name);
    const shapes = await shapesIn(service === undefined ? keys : four.member(service).database.connection);
    expect(Object.keys(shapes)).not.toEqual([]);
    isHeld(
      `stored-${name}.txt`,
      asText(Object.fromEntries(Object.entries(shapes).map(([kind, shape]) => [kind, shape.lines()]))),
    );
  },
  60_000,
);

it.each(services)(
  'each document of $name, in each state it was stored in, is as its schema says',
  async (service) => {
    const { data, keys: ofKeys } = collectionsOf(service);
    const misfits = new Set<string>();
    const judge = async (connection: Connection, schemas: typeof data): Promise<void> => {
      const fits = fitting(schemas);
      for (const { collection, document } of await writesSince(connection, from))
        for (const misfit of await fits(collection, document)) misfits.add(misfit);
    };
    await judge(four.member(service.name).database.connection, data);
    await judge(keys, ofKeys);
    expect([...misfits]).toEqual([]);
  },
  60_000,
);

it.each(SERVICES)('%s serves the OpenAPI document that is held', async (service) => {
  const served = await fetch(`${four.member(service).service.url}/v1/openapi.json`);
  isHeld(`openapi-${service}.yaml`, asYaml(await served.json()));
});
