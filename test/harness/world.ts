import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyTopology, removeVhost } from '#messaging';
import { EXAMPLES } from '#participant';
import { installationTopology } from '../../apps/topology.js';
import { openMongo } from '#storage';
import { serviceNames, type ServiceName } from '../../apps/services.js';
import mongoose from 'mongoose';
import { applyDatabases, databaseRights } from '../../tools/cli/databases/apply-databases.js';
import { namesOf } from '../../tools/cli/databases/service-databases.js';
import { devTools, type Program, type Servers } from './dev-tools.js';
import { checkStored } from './check-stored.js';

export { serviceNames as SERVICES, type ServiceName as Service };
export type Role = 'store' | 'marketing' | 'desk' | 'officer' | 'ops';

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

export interface Call {
  readonly role?: Role;
  readonly body?: unknown;
  /** Idempotency-Key; a fresh one where left out. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** When it fires nobody waits for an answer any more. */
  readonly signal?: AbortSignal;
}

/** Four services as processes with a vhost and databases of their own, and what an outside party can do with them. */
export interface World {
  readonly vhost: string;
  readonly servers: Servers;
  readonly programs: ReadonlyMap<string, Program>;
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it expects
  call<T = unknown>(
    service: ServiceName,
    method: 'GET' | 'POST',
    path: string,
    call?: Call,
  ): Promise<Reply<T>>;
  urlOf(service: ServiceName): string;
  /** The broker's URL for one of the outside users. */
  amqpUrl(user: string): string;
  token(role: Role): string;
  /** What the services write. */
  readonly logs: string;
  /** Again, perhaps on another day: `clock` pins business time from then on. `build`: another folder's. */
  startService(service: ServiceName, clock?: string, build?: string): Promise<Program>;
  /** All a service, or who restores it, is told. */
  environmentOf(
    service: ServiceName,
    clock?: string,
    databaseUser?: 'backup' | 'restore',
  ): Readonly<Record<string, string>>;
  /** The private key of the officer whom every service knows, PEM. */
  readonly officerKey: string;
  startExample(
    name: 'web-store' | 'marketing-service',
    extra?: Readonly<Record<string, string>>,
  ): Promise<Program>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** Business time, pinned. */
  readonly clock?: string;
  /** Servers to use instead of the shared ones. */
  readonly servers?: Servers;
  readonly services?: readonly ServiceName[];
  /** The servers end with it, so nothing is taken out of them. */
  readonly last?: boolean;
  /** What a service is told beside what all are. */
  readonly extra?: (service: ServiceName) => Readonly<Record<string, string>>;
}

export async function startWorld({
  clock,
  servers = sharedServers(),
  services = serviceNames,
  last = false,
  extra: more = () => ({}),
}: WorldOptions = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'seloste-world-'));
  const places = { log: join(dir, 'logs'), pids: join(dir, 'pids') };
  const secrets = sharedSecrets(dir);
  const run = `w${process.pid}${randomBytes(3).toString('hex')}`;
  const admin = { user: servers.adminUser, password: servers.adminPassword };
  const users = JSON.parse(readFileSync(join(secrets, 'broker-users.json'), 'utf8')) as Record<
    string,
    string
  >;
  await applyTopology(servers.managementUrl, admin, run, installationTopology(EXAMPLES), { users });
  const names = [...serviceNames, 'web-store', 'marketing-service'];
  const ports: Record<string, number> = {};
  for (const name of names) ports[name] = await devTools.choosePort();
  const programs = new Map<string, Program>();
  const ownUsers = await putDatabases(servers, secrets, `${run}_`);
  const common = {
    servers,
    dir: secrets,
    ports,
    clock,
    vhost: run,
    logLevel: 'info',
    ownUsers,
    registered: EXAMPLES,
  };

  const launch = async (name: string, program: Program): Promise<Program> => {
    programs.set(name, program);
    // On a busy machine, and with everything else starting at once, a start takes long.
    await program.ready(150_000);
    return program;
  };
  const world: World = {
    vhost: run,
    servers,
    programs,
    logs: places.log,
    urlOf: (service) => `http://127.0.0.1:${ports[service]}`,
    amqpUrl: (user) => servers.amqpUrl(run, { user, password: devTools.brokerPassword(secrets, user) }),
    officerKey: readFileSync(join(secrets, 'officer.pem'), 'utf8'),
    token: (role) => devTools.mintToken(secrets, { role, sub: `test-${role}`, minutes: 24 * 60 }),
    environmentOf: (service, day = clock, databaseUser) =>
      devTools.serviceEnv({
        ...common,
        clock: day,
        service,
        port: ports[service],
        prefix: `${run}_`,
        erasures: join(dir, 'erasures'),
        extra: more(service),
        ...(databaseUser !== undefined && { databaseUser }),
      }),
    startService: (service, day = clock, build?: string) => {
      const from = build === undefined ? {} : { build };
      const env = world.environmentOf(service, day);
      return launch(service, devTools.startService(service, env, { ...places, ...from }));
    },
    startExample: (example, extra = {}) => {
      const env = devTools.exampleEnv({
        ...common,
        example,
        port: ports[example],
        ownUsers: false,
        extra: { MONGODB_URI: servers.mongoUri(`${run}_${example.replace('-', '_')}`), ...extra },
      });
      return launch(example, devTools.startExample(example, env, places));
    },
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it expects
    call: async <T>(service: ServiceName, method: 'GET' | 'POST', path: string, call: Call = {}) => {
      const { role = 'desk', body, key = randomBytes(12).toString('hex'), headers, signal } = call;
      const response = await fetch(`http://127.0.0.1:${ports[service]}${path}`, {
        method,
        ...(signal !== undefined && { signal }),
        headers: {
          authorization: `Bearer ${world.token(role)}`,
          'idempotency-key': key,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && {
          body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
        }),
      });
      const text = await response.text();
      const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson ? JSON.parse(text) : text) as T,
      };
    },
    stop: async () => {
      await Promise.all([...programs.values()].map((program) => program.stop()));
      if (!last) {
        await removeVhost(servers.managementUrl, admin, run);
        try {
          await checkDatabases(servers, run);
        } finally {
          await dropDatabases(servers, run);
        }
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await Promise.all(services.map((service) => world.startService(service)));
  return world;
}

interface ServersFile extends Pick<Servers, 'managementUrl' | 'adminUser' | 'adminPassword'> {
  readonly mongoUri: string;
  readonly amqpUrl: string;
  readonly secretsDir: string;
}

function serversFile(): ServersFile {
  const file = process.env['TEST_SERVERS_FILE'];
  if (file === undefined) throw new Error('TEST_SERVERS_FILE is not set: run the tests with npm test');
  return JSON.parse(readFileSync(file, 'utf8')) as ServersFile;
}

/** Broker users are the broker's, not a vhost's: everybody who shares it must know the same passwords. */
function sharedSecrets(dir: string): string {
  return process.env['TEST_SERVERS_FILE'] === undefined
    ? devTools.ensureSecrets(join(dir, 'secrets'))
    : serversFile().secretsDir;
}

function sharedServers(): Servers {
  const { mongoUri, amqpUrl, ...admin } = serversFile();
  return {
    ...admin,
    mongoUri: (database, who) => withPath(as(mongoUri, who), database),
    amqpUrl: (vhost, who) => {
      return withPath(as(amqpUrl, who), vhost);
    },
  };
}

function as(address: string, who: { user: string; password: string } | undefined): string {
  const url = new URL(address);
  if (who !== undefined) Object.assign(url, { username: who.user, password: who.password });
  return url.href;
}

/** A user for each service, where MongoDB asks for passwords; databases as `seloste databases apply` makes them. */
async function putDatabases(servers: Servers, secrets: string, prefix: string): Promise<boolean> {
  const asksForPasswords = /^mongodb:\/\/[^/]*@/.test(servers.mongoUri('admin'));
  if (!asksForPasswords) return false;
  const users = JSON.parse(readFileSync(join(secrets, 'database-users.json'), 'utf8')) as Record<
    string,
    string
  >;
  const admin = await openMongo(servers.mongoUri('admin'));
  await applyDatabases(admin, { users, prefix });
  await admin.close();
  return true;
}

function withPath(uri: string, path: string): string {
  const url = new URL(uri);
  url.pathname = `/${encodeURIComponent(path)}`;
  return url.href;
}

async function checkDatabases(servers: Servers, prefix: string): Promise<void> {
  const connection = await openMongo(servers.mongoUri('admin'));
  const client = connection.getClient();
  try {
    await checkStored((service, which) => client.db(namesOf(service, `${prefix}_`)[which]));
  } finally {
    await connection.close();
  }
}

async function dropDatabases(servers: Servers, prefix: string): Promise<void> {
  const connection = await mongoose.createConnection(servers.mongoUri('admin')).asPromise();
  const { databases } = await connection.getClient().db().admin().listDatabases({ nameOnly: true });
  const own = databases.filter(({ name }) => name.startsWith(`${prefix}_`));
  await Promise.all(own.map(({ name }) => connection.getClient().db(name).dropDatabase()));
  const admin = connection.getClient().db('admin');
  for (const user of Object.keys(databaseRights(`${prefix}_`))) {
    // Where there are none nothing is dropped.
    await admin.command({ dropUser: `${prefix}_${user}` }).catch(() => undefined);
    await admin.command({ dropRole: `seloste-${prefix}_${user}` }).catch(() => undefined);
  }
  await connection.close();
}
