import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface StoreConfig {
  readonly amqpUrl: string;
  readonly mongodbUri: string;
  readonly port: number;
  readonly host: string;
  readonly today: () => string;
  readonly seed: string;
  readonly replay: boolean;
  /** Not again what was told to its end before. */
  readonly onceOnly: boolean;
  readonly shuffleSeed?: string;
  readonly twice: boolean;
  readonly limit?: number;
  readonly listFile?: string;
  readonly historyFile: string;
  readonly watchParent: boolean;
}

const isOn = (value: string | undefined): boolean => value === '1' || value === 'on' || value === 'true';

export function readConfig(env: NodeJS.ProcessEnv): StoreConfig {
  const needed = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`${name} must be set`);
    return value;
  };
  const pinned = env['STORE_TODAY'] ?? (env['SELOSTE_CLOCK'] && civilDate(env['SELOSTE_CLOCK']));
  if (pinned && !/^\d{4}-\d{2}-\d{2}$/.test(pinned))
    throw new Error('STORE_TODAY must be a date such as 2026-07-01');
  const limit = env['REPLAY_LIMIT'];
  if (limit !== undefined && !/^[1-9]\d*$/.test(limit))
    throw new Error('REPLAY_LIMIT must be a number of customers');
  const port = Number(needed('PORT'));
  if (!Number.isInteger(port)) throw new Error('PORT must be a number');
  return {
    amqpUrl: needed('AMQP_URL'),
    mongodbUri: needed('MONGODB_URI'),
    port,
    host: env['HOST'] ?? '127.0.0.1',
    today: () => pinned || civilDate(),
    seed: env['SEED'] ?? 'seloste',
    replay: env['REPLAY'] === 'once' || isOn(env['REPLAY'] ?? '1'),
    onceOnly: env['REPLAY'] === 'once',
    ...(env['REPLAY_SHUFFLE_SEED'] !== undefined && { shuffleSeed: env['REPLAY_SHUFFLE_SEED'] }),
    twice: isOn(env['REPLAY_TWICE']),
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(env['LIST_FILE'] !== undefined && { listFile: env['LIST_FILE'] }),
    historyFile: env['HISTORY_FILE'] ?? ownHistory(),
    watchParent: env['SELOSTE_PARENT'] === 'watch',
  };
}

/** The day in Helsinki, now or at the instant a test pins. */
function civilDate(instant?: string): string {
  const at = instant === undefined ? new Date() : new Date(instant);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', dateStyle: 'short' }).format(at);
}

/** Beside the source; the built store, four folders down in dist, finds the same file. */
function ownHistory(): string {
  const places = ['../data', '../../../../examples/web-store/data'];
  const files = places.map((place) =>
    fileURLToPath(new URL(`${place}/order-history.csv.gz`, import.meta.url)),
  );
  return files.find((file) => existsSync(file)) ?? (files[0] as string);
}
