import { type RegisteredNames } from './secrets.mjs';
import { type Program } from './process/guarded.mjs';
import { type Servers } from './servers.mjs';

export type Environment = Record<string, string>;

interface Common {
  servers: Pick<Servers, 'mongoUri' | 'amqpUrl'>;
  /** Where `ensureSecrets` put the keys. */
  dir: string;
  port: number;
  ports?: Record<string, number>;
  clock?: string;
  vhost?: string;
  /** Of the database's name; a test's own run. */
  prefix?: string;
  /** Whether `seloste databases apply` has put a user for each service. */
  ownUsers?: boolean;
  extra?: Environment;
}

interface Places {
  /** The folder of the logs. */
  log: string;
  pids?: string;
  grace?: number;
}

export interface StartedProgram extends Program {
  ready(within?: number): Promise<void>;
  lastWords(): string;
}

export const vhost: string;
export function databaseOf(service: string, prefix?: string): string;
export function serviceEnv(
  options: Common & {
    service: string;
    databaseUser?: string;
    policyDir?: string;
    logLevel?: string;
    registered?: RegisteredNames;
  },
): Environment;
export function exampleEnv(options: Common & { example: string; tokenMinutes?: number }): Environment;
export function startService(
  name: string,
  env: Environment,
  places: Places & { as?: string },
): StartedProgram;
export function startExample(name: string, env: Environment, places: Places): StartedProgram;
