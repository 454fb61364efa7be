import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { eventually } from '#testing';
import { devTools, type Guarded, type Mongod } from '../../harness/dev-tools.js';
import { suspend } from './suspend.js';
import { openWay, type Way } from './way.js';

const SET = 'faults';

export interface MongoMember {
  /** To it from everybody: services, tests and the other members. */
  readonly way: Way;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Stands still until the returned function is called. */
  suspend(): () => void;
}

export interface MongoMembers {
  readonly members: readonly MongoMember[];
  uri(database: string): string;
  /** Index of the member that takes writes. */
  primary(): Promise<number>;
  stepDown(): Promise<void>;
  stop(): Promise<void>;
}

/** Three members of a replica set, each behind a way of its own, by which alone they know each other. */
export async function startMongoMembers(dir: string, cache: string): Promise<MongoMembers> {
  const found = await devTools.findMongod({ cache, say: () => undefined });
  const started = await Promise.all(
    [0, 1, 2].map((index) => startMember(join(dir, `mongod-${index}`), found)),
  );
  const members = started.map(({ member }) => member);
  const hosts = members.map(({ way }) => `127.0.0.1:${way.port}`);
  await initiate(started[0]!.port, hosts);
  const uri = (database: string): string => `mongodb://${hosts.join(',')}/${database}?replicaSet=${SET}`;
  const client = new mongoose.mongo.MongoClient(uri(''), { serverSelectionTimeoutMS: 30_000 });
  const admin = client.db('admin');
  const primary = async (): Promise<number> => {
    const { me } = await admin.command({ hello: 1 });
    return hosts.indexOf(String(me));
  };
  await eventually(primary, { within: 60_000 });
  return {
    members,
    uri,
    primary,
    // Refused for as long as no other member has caught up.
    stepDown: async () =>
      void (await eventually(() => admin.command({ replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 }), {
        within: 60_000,
        every: 500,
      })),
    stop: async () => {
      await client.close();
      await Promise.all(started.map(({ stop }) => stop()));
    },
  };
}

async function startMember(dir: string, { command, env }: Mongod) {
  const places = { data: join(dir, 'data'), pids: join(dir, 'pids'), logs: join(dir, 'logs') };
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true });
  const port = await devTools.choosePort();
  const way = await openWay([port]);
  const options =
    '--bind_ip 127.0.0.1 --nounixsocket --quiet --oplogSize 400 --wiredTigerCacheSizeGB 0.25 --setParameter diagnosticDataCollectionEnabled=false';
  const args = ['--port', String(port), '--dbpath', places.data, '--replSet', SET, ...options.split(' ')];
  let mongod: Guarded;
  const start = async (): Promise<void> => {
    const log = join(places.logs, 'mongod.log');
    mongod = devTools.startGuarded({
      name: 'mongod',
      command,
      args,
      env: { ...process.env, ...env },
      pids: places.pids,
      log,
      grace: 10_000,
    });
    await mongod.started;
  };
  await start();
  const member: MongoMember = {
    way,
    kill: async () => void (await mongod.kill()),
    restart: start,
    suspend: () => suspend(places.pids, 'mongod'),
  };
  const stop = async (): Promise<void> => {
    await mongod.kill();
    await way.close();
  };
  return { port, member, stop };
}

async function initiate(port: number, hosts: readonly string[]): Promise<void> {
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 30_000 });
  const members = hosts.map((host, _id) => ({ _id, host }));
  const settings = { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 };
  const admin = client.db('admin');
  // The others may not listen yet.
  await eventually(() => admin.command({ replSetInitiate: { _id: SET, members, settings } }), {
    within: 30_000,
    every: 200,
  });
  await client.close();
}
