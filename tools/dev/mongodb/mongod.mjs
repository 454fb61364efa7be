import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startGuarded } from '../process/guarded.mjs';
import { endOfLog, freshLog } from '../process/logs.mjs';
import { makePrimary } from './replica-set.mjs';
import { adminUser, keyArguments, keyOf } from './users.mjs';

const set = 'rs0';

const fixed =
  '--bind_ip 127.0.0.1 --nounixsocket --quiet --oplogSize 990 --setParameter diagnosticDataCollectionEnabled=false';

const parameters = ({ port, data, cacheGB, args, key }) =>
  [
    '--port',
    port,
    '--dbpath',
    data,
    '--replSet',
    set,
    '--wiredTigerCacheSizeGB',
    cacheGB,
    ...fixed.split(' '),
    ...keyArguments(key),
    ...args,
  ].map(String);

/**
 * One mongod, journalled, a replica set of one: transactions and change streams as in production. With `auth` it asks for a
 * password, also where its data is of a run that did not; `users` (user, password, roles) are put at each start.
 */
export function createMongod({
  command,
  env = {},
  dir,
  pids,
  logs,
  port,
  cacheGB = 1,
  args = [],
  auth = false,
  users = [],
  onDown,
}) {
  const data = join(dir, 'mongo');
  const key = auth ? keyOf(data) : undefined;
  const admin = key && adminUser(key);
  let running;

  async function start() {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const log = freshLog(logs, 'mongod');
    const mongod = startGuarded({
      name: 'mongod',
      command,
      args: parameters({ port, data, cacheGB, args, key }),
      env: { ...process.env, ...env },
      pids,
      log,
      grace: 20_000,
    });
    running = mongod;
    await mongod.started;
    const failed = mongod.exited.then(({ code }) => {
      throw new Error(`mongod ended with code ${code} while starting; the end of ${log}:\n${endOfLog(log)}`);
    });
    failed.catch(() => {});
    try {
      await Promise.race([
        makePrimary({
          port,
          set,
          key,
          users: admin ? [admin, ...users] : [],
          isOver: () => !mongod.running,
        }),
        failed,
      ]);
      mongod.onCrash = (code) => onDown?.('mongod', code, endOfLog(log));
    } catch (error) {
      await mongod.stop();
      throw error;
    }
  }

  const stop = async () => void (await running?.stop());
  return {
    port,
    start,
    stop,
    kill: async () => void (await running?.kill()),
    restart: async () => {
      await stop();
      await start();
    },
    /** As the admin where nobody else is named. */
    uri: (db = '', who = admin) =>
      who === undefined
        ? `mongodb://127.0.0.1:${port}/${db}?replicaSet=${set}`
        : `mongodb://${encodeURIComponent(who.user)}:${encodeURIComponent(who.password)}@127.0.0.1:${port}/${db}?replicaSet=${set}&authSource=admin`,
  };
}
