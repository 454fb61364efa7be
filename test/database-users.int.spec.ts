import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { serviceNamed, serviceNames as SERVICES, type ServiceName } from '../apps/services.js';
import { indexesOf } from '#service';
import { databaseOf, openMongo, putDatabaseUser, rightsBeyond } from '#storage';
import { uriWithDatabase } from '#testing';
import { applyDatabases, databaseRights } from '../tools/cli/databases/apply-databases.js';
import { namesOf } from '../tools/cli/databases/service-databases.js';

const prefix = `u${randomBytes(4).toString('hex')}_`;
const passwords = Object.fromEntries(
  [...SERVICES, 'backup', 'restore'].map((user) => [user, `password-of-${user}`]),
);
const connections = new Map<string, Connection>();
let admin: Connection;

/** Connected to a database of its own; what it tries elsewhere goes through the same connection. */
async function connected(user: string): Promise<Connection> {
  const uri = new URL(
    uriWithDatabase(process.env['TEST_MONGODB_URI'] ?? '', namesOf('consent', prefix).data),
  );
  Object.assign(uri, { username: `${prefix}${user}`, password: passwords[user] });
  return openMongo(uri.href);
}

beforeAll(async () => {
  admin = await openMongo(uriWithDatabase(process.env['TEST_MONGODB_URI'] ?? '', 'admin'));
  await applyDatabases(admin, { users: passwords, prefix });
  for (const user of Object.keys(passwords)) connections.set(user, await connected(user));
}, 60_000);
afterAll(async () => {
  for (const service of SERVICES)
    for (const name of Object.values(namesOf(service, prefix) as object as Record<string, string>))
      await admin.useDb(name).dropDatabase();
  for (const user of Object.keys(passwords)) {
    await databaseOf(admin).command({ dropUser: `${prefix}${user}` });
    await databaseOf(admin).command({ dropRole: `seloste-${prefix}${user}` });
  }
  await Promise.all([...connections.values(), admin].map((connection) => connection.close()));
}, 30_000);

type Acts = Readonly<
  Record<string, (on: NonNullable<Connection['db']>, collection: string) => Promise<unknown>>
>;

const acts = {
  find: (on, name) => on.collection(name).findOne({ _id: 'nobody' as never }),
  insert: (on, name) => on.collection(name).insertOne({ _id: randomBytes(6).toString('hex') as never }),
  update: (on, name) => on.collection(name).updateOne({ _id: 'nobody' as never }, { $set: { x: 1 } }),
  remove: (on, name) => on.collection(name).deleteOne({ _id: 'nobody' as never }),
  'list indexes': (on, name) => on.collection(name).indexes(),
  'list collections': (on) => on.listCollections({}, { nameOnly: false }).toArray(),
  'create an index': (on, name) => on.collection(name).createIndex({ [`x${name}`]: 1 }),
  'drop an index': (on, name) => on.collection(name).dropIndex('no_such_index'),
  'drop the collection': (on, name) => on.collection(name).drop(),
  'rename the collection': (on, name) => on.collection(name).rename(`${name}2`),
  'change the collection': (on, name) => on.command({ collMod: name, validator: {} }),
  'drop the database': (on) => on.dropDatabase(),
  'make a user': (on) => on.command({ createUser: 'mallory', pwd: 'mallory-mallory', roles: [] }),
  'list databases': (on) => on.admin().listDatabases({ nameOnly: false, authorizedDatabases: false }),
  'read the users': (on) => on.command({ usersInfo: 1 }),
  'stop the server': (on) => on.admin().command({ setParameter: 1, quiet: true }),
} satisfies Acts;
type Act = keyof typeof acts;
const EVERY = Object.keys(acts) as readonly Act[];

const UNAUTHORIZED = 13;

/** True where MongoDB lets the user: what it then finds there, or not, does not matter. */
async function may(user: string, act: Act, database: string, collection: string): Promise<boolean> {
  const on = connections.get(user)!.getClient().db(database);
  try {
    await (acts as Acts)[act]!(on, collection);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== UNAUTHORIZED;
  }
}

async function allowed(user: string, database: string, collection: string): Promise<readonly Act[]> {
  const found: Act[] = [];
  for (const act of EVERY) if (await may(user, act, database, collection)) found.push(act);
  return found;
}

const READS: readonly Act[] = ['find', 'list indexes'];
const expected: Readonly<Record<string, readonly Act[]>> = {
  facts: ['find', 'insert', 'update', 'remove', 'list indexes'],
  parties: ['find', 'insert', 'update', 'remove', 'list indexes'],
  audit: ['find', 'insert', 'list indexes'],
  seals: ['find', 'insert', 'list indexes'],
  heads: ['find', 'insert', 'list indexes'],
  lots: ['find', 'insert', 'update', 'remove', 'list indexes'],
  erasure_files: ['find', 'insert', 'list indexes'],
  kids: ['find', 'insert', 'update', 'remove', 'list indexes'],
  leases: ['find', 'insert', 'update', 'list indexes'],
  parked: ['find', 'insert', 'update', 'list indexes'],
  lanes: ['find', 'insert', 'update', 'list indexes'],
  in_hand: ['find', 'insert', 'update', 'remove', 'list indexes'],
  followed_lanes: ['find', 'insert', 'update', 'list indexes'],
  restores: ['find', 'update', 'list indexes'],
  migrations: READS,
};
const ofKeys: Readonly<Record<string, readonly Act[]>> = {
  keys: ['find', 'insert', 'update', 'remove', 'list indexes'],
  shreds: ['find', 'insert', 'update', 'list indexes'],
  restores: READS,
  migrations: READS,
};
const collectionsOf = (service: ServiceName): readonly string[] => [
  ...new Set([
    ...Object.keys(expected).filter((name) => name !== 'parties'),
    ...indexesOf(serviceNamed(service)).data.map(({ collection }) => collection),
  ]),
];

describe('The database user of a service may do in its own databases what the service does, tried', () => {
  it.each(SERVICES.flatMap((service) => collectionsOf(service).map((name) => [service, name] as const)))(
    '%s in its collection %s, and nothing else',
    async (service, collection) => {
      const found = await allowed(service, namesOf(service, prefix).data, collection);
      expect([collection, found]).toEqual([collection, expected[collection]]);
    },
  );

  it.each(SERVICES.flatMap((service) => Object.keys(ofKeys).map((name) => [service, name] as const)))(
    '%s with its data keys, in %s, and nothing else',
    async (service, collection) => {
      const found = await allowed(service, namesOf(service, prefix).keys, collection);
      expect(found).toEqual(ofKeys[collection]);
    },
  );

  it.each(SERVICES)('%s has no right in a collection that nobody declared', async (service) => {
    expect(await allowed(service, namesOf(service, prefix).data, 'elsewhere')).toEqual([]);
  });
});

describe('The database user of a service may do nothing anywhere else, tried', () => {
  const others = SERVICES.flatMap((user) => [
    ...SERVICES.filter((service) => service !== user).flatMap((service) => [
      [user, namesOf(service, prefix).data, 'facts'] as const,
      [user, namesOf(service, prefix).data, 'audit'] as const,
      [user, namesOf(service, prefix).keys, 'keys'] as const,
    ]),
    [user, 'admin', 'system.users'] as const,
    [user, 'local', 'oplog.rs'] as const,
    [user, 'config', 'transactions'] as const,
  ]);

  it.each(others)('%s in %s.%s', async (user, database, collection) => {
    expect(await allowed(user, database, collection)).toEqual([]);
  });
});

describe('Those who back up and restore', () => {
  it('may be called as MongoDB calls roles of its own, which are called backup and restore too', async () => {
    const [user, password] = ['hostManager', 'password-of-it'];
    await putDatabaseUser(admin, { user, password, privileges: [] });
    const on = databaseOf(admin);
    expect(await on.command({ usersInfo: user })).toMatchObject({
      users: [{ roles: [{ role: `seloste-${user}` }] }],
    });
    await on.command({ dropUser: user });
    await on.command({ dropRole: `seloste-${user}` });
  });

  it.each(SERVICES)('backup reads all of %s and writes nothing', async (service) => {
    const { data, keys } = namesOf(service, prefix);
    expect(await allowed('backup', data, 'facts')).toEqual(['find', 'list collections']);
    expect(await allowed('backup', keys, 'keys')).toEqual(['find', 'list collections']);
  });

  it('and neither may do anything outside of the services’ databases', async () => {
    for (const user of ['backup', 'restore'])
      for (const [database, collection] of [
        ['admin', 'system.users'],
        ['local', 'oplog.rs'],
        ['elsewhere', 'facts'],
      ] as const)
        expect([user, database, await allowed(user, database, collection)]).toEqual([user, database, []]);
  });

  it('restore may not change users, nor the server', async () => {
    const { data } = namesOf('consent', prefix);
    expect(await may('restore', 'make a user', data, '')).toBe(false);
    expect(await may('restore', 'stop the server', data, '')).toBe(false);
  });
});

describe('What a user may do beyond what is declared', () => {
  it('is told, right by right', async () => {
    const declared = databaseRights(prefix)['retention']!;
    const connection = connections.get('retention')!;
    expect(await rightsBeyond(connection, declared)).toEqual({ authenticated: true, beyond: [] });
    const { data } = namesOf('retention', prefix);
    const { data: other } = namesOf('consent', prefix);
    await databaseOf(admin).command({
      grantPrivilegesToRole: `seloste-${prefix}retention`,
      privileges: [
        { resource: { db: data, collection: 'audit' }, actions: ['remove', 'update'] },
        { resource: { db: other, collection: '' }, actions: ['find'] },
        { resource: { cluster: true }, actions: ['listDatabases'] },
      ],
    });
    expect((await rightsBeyond(connection, declared)).beyond.toSorted()).toEqual([
      `find in ${other}`,
      'listDatabases in the server',
      `remove, update in ${data}.audit`,
    ]);
    await applyDatabases(admin, { users: passwords, prefix });
    expect((await rightsBeyond(connection, declared)).beyond).toEqual([]);
  });

  it('is nearly everything for an administrator', async () => {
    expect((await rightsBeyond(admin, [])).beyond).toContain('nearly everything in the server');
  });
});
