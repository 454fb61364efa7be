/** What the tests use of tools/dev, which is plain JavaScript so that it runs before any package is installed. */
export interface Servers {
  readonly managementUrl: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  mongoUri(database: string, who?: { user: string; password: string }): string;
  amqpUrl(vhost: string, who?: { user: string; password: string }): string;
}

/** Servers of one test alone, which may be killed. */
export interface OwnServers extends Servers {
  killBroker(): Promise<void>;
  restartBroker(): Promise<void>;
  /** `rabbitmqctl`. */
  controlBroker(...args: readonly string[]): Promise<void>;
  killMongo(): Promise<void>;
  restartMongo(): Promise<void>;
  stop(): Promise<void>;
}

export interface Program {
  readonly name: string;
  /** Of the program itself, not of its guard. */
  readonly pid: number;
  readonly running: boolean;
  readonly stdout: NodeJS.ReadableStream;
  readonly exited: Promise<unknown>;
  ready(withinMs?: number): Promise<void>;
  stop(): Promise<void>;
  lastWords(): string;
}

interface Places {
  readonly log: string;
  readonly pids: string;
  /** The folder of the build that is run; this one where left out. */
  readonly build?: string;
}

export interface Guarded {
  readonly started: Promise<number>;
  stop(): Promise<unknown>;
  kill(): Promise<unknown>;
}

interface Broker {
  readonly user: string;
  /** The name server, which nodes of one cluster share. */
  startNames(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** `rabbitmqctl`. */
  control(...command: readonly string[]): Promise<void>;
}

interface Search {
  readonly cache: string;
  say(line: string): void;
}

export interface Mongod {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
}

interface DevTools {
  /** Everything that is written. */
  readonly home: string;
  /** Where fetched servers are kept. */
  readonly cache: string;
  readonly brokerUsers: readonly string[];
  choosePort(): Promise<number>;
  findMongod(where: Search): Promise<Mongod>;
  findRabbit(where: Search): Promise<object>;
  createBroker(options: object): Broker;
  startGuarded(options: {
    name: string;
    command: string;
    args: readonly string[];
    log: string;
    grace: number;
    env?: NodeJS.ProcessEnv;
    pids?: string;
  }): Guarded;
  startServers(options: {
    dir: string;
    privateOnly: boolean;
    mongo?: { cacheGB?: number };
    broker?: { conf?: readonly string[] };
  }): Promise<OwnServers>;
  ensureSecrets(dir: string): string;
  brokerPassword(dir: string, user: string): string;
  mintToken(dir: string, claims: { role: string; sub: string; minutes?: number; source?: string }): string;
  serviceEnv(options: object): Record<string, string>;
  exampleEnv(options: object): Record<string, string>;
  startService(name: string, env: object, places: Places): Program;
  startExample(name: string, env: object, places: Places): Program;
}

const load = async (file: string): Promise<object> =>
  (await import(new URL(`../../tools/dev/${file}.mjs`, import.meta.url).pathname)) as object;

export const devTools = {
  ...(await load('servers')),
  ...(await load('secrets')),
  ...(await load('services')),
  ...(await load('process/ports')),
  ...(await load('process/guarded')),
  ...(await load('paths')),
  ...(await load('mongodb/find')),
  ...(await load('rabbitmq/find')),
  ...(await load('rabbitmq/broker')),
} as unknown as DevTools;
