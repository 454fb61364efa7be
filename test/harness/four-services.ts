import { randomUUID } from 'node:crypto';
import { applyTopology } from '#messaging';
import { readRegistered } from '#participant';
import { installationTopology } from '../../apps/topology.js';
import { type RunningService, serviceRights, setUpDatabase, startService } from '#service';
import { databaseOf, openMongo, putDatabaseUser } from '#storage';
import { brokerPassword, testDatabase, type TestDatabase } from '#testing';
import { serviceNamed } from '../../apps/services.js';
import { cuttableProxy, type CuttableProxy } from '../../libs/service/test/cuttable-proxy.js';
import { surroundings, type Surroundings } from '../../libs/service/test/tiny-service.js';
import { checkStored } from './check-stored.js';
import { SERVICES, type Service } from './world.js';

/** One of the four in this process, with a way of its own to each thing it needs, which may be cut. */
export interface Member {
  readonly service: RunningService;
  readonly database: TestDatabase;
  readonly ways: Readonly<Record<'mongodb' | 'keys' | 'broker', CuttableProxy>>;
  /** Another instance on the same databases; whoever starts it stops it. */
  another(extra: Readonly<Record<string, string>>): Promise<RunningService>;
}

export interface FourServices {
  readonly around: Surroundings;
  readonly members: ReadonlyMap<Service, Member>;
  member(name: Service): Member;
  /** A POST by somebody of this role; under a fresh Idempotency-Key where `headers` have none. */
  ask(
    service: Service,
    role: string,
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  stop(): Promise<void>;
}

/** The four services in one process: quick to start, and any of their ways can be cut alone. */
export async function fourServices(extra: Readonly<Record<string, string>> = {}): Promise<FourServices> {
  const topology = installationTopology(readRegistered(extra, SERVICES).registered);
  const around = await surroundings(topology);
  const users = Object.fromEntries(topology.permissions.map((one) => [one.user, brokerPassword(one.user)]));
  const {
    TEST_RABBITMQ_ADMIN_USER: user = '',
    TEST_RABBITMQ_ADMIN_PASSWORD: password = '',
    TEST_RABBITMQ_MANAGEMENT_URL: management = '',
  } = process.env;
  await applyTopology(management, { user, password }, around.vhost.name, topology, { users });
  const started = await Promise.all(
    SERVICES.map(async (name) => [name, await startMember(name, around, extra)] as const),
  );
  const members = new Map(started);
  const member = (name: Service): Member => members.get(name)!;
  return {
    around,
    members,
    member,
    ask: async (service, role, path, body, headers = {}) => {
      const claims = { role, sub: `${role}-1`, ...(role === 'store' && { source: 'web-store' }) };
      return fetch(`${member(service).service.url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await around.token(claims)}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          ...headers,
        },
        body: JSON.stringify(body),
      });
    },
    stop: async () => {
      for (const { ways } of members.values()) Object.values(ways).forEach((way) => way.mend());
      await Promise.all([...members.values()].map(({ service }) => service.stop()));
      try {
        await checkMembers(member, around.environment['KEYS_MONGODB_URI'] ?? '');
      } finally {
        await Promise.all(
          [...members.values()].flatMap(({ ways, database }) => [
            database.drop(),
            ...Object.values(ways).map((way) => way.close()),
          ]),
        );
        await around.remove();
      }
    },
  };
}

/** They share one database of keys. */
async function checkMembers(member: FourServices['member'], keysAddress: string): Promise<void> {
  const keys = await openMongo(keysAddress);
  try {
    await checkStored((name, which) =>
      databaseOf(which === 'keys' ? keys : member(name).database.connection),
    );
  } finally {
    await keys.close();
  }
}

async function startMember(
  name: Service,
  { vhost, environment }: Surroundings,
  extra: Readonly<Record<string, string>>,
): Promise<Member> {
  const database = await testDatabase(name.replaceAll('-', '_'));
  const keysAddress = environment['KEYS_MONGODB_URI'] ?? '';
  const who = await setUp(name, database, keysAddress);
  const [mongodb, mongodbUri] = await wayTo(database.uri, who);
  const [keys, keysUri] = await wayTo(keysAddress, who);
  const [broker, amqpUrl] = await wayTo(vhost.amqpUrlFor(name, brokerPassword(name)));
  const env = { ...environment, MONGODB_URI: mongodbUri, KEYS_MONGODB_URI: keysUri, AMQP_URL: amqpUrl };
  const another = (more: Readonly<Record<string, string>>): Promise<RunningService> =>
    startService(serviceNamed(name), { ...env, ...more });
  return { service: await another(extra), database, ways: { mongodb, keys, broker }, another };
}

interface Login {
  readonly username: string;
  readonly password: string;
}

/** Its databases, and a user with the rights of this service and no others, as `seloste databases apply` would. */
async function setUp(name: Service, database: TestDatabase, keysAddress: string): Promise<Login> {
  const keys = await openMongo(keysAddress);
  await setUpDatabase(serviceNamed(name), { data: database.connection, keys });
  const names = { data: database.name, keys: keys.name };
  const login = { username: database.name, password: `of-${database.name}` };
  const privileges = serviceRights(serviceNamed(name), names);
  await putDatabaseUser(keys, { user: login.username, password: login.password, privileges });
  await keys.close();
  return login;
}

async function wayTo(address: string, who?: Login): Promise<readonly [CuttableProxy, string]> {
  const url = new URL(address);
  if (who !== undefined) Object.assign(url, who);
  const proxy = await cuttableProxy(url.hostname, Number(url.port));
  url.host = `127.0.0.1:${proxy.port}`;
  // A replica set's members would be asked for by their own addresses.
  if (url.protocol === 'mongodb:') url.search = '?directConnection=true&authSource=admin';
  return [proxy, url.href];
}
