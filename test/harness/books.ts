import mongoose from 'mongoose';
import { SERVICES, type Service, type World } from './world.js';

export type Holder = Service | 'web-store';
export type Doc = Readonly<Record<string, unknown>> & { readonly _id: string };

/** The databases of one world, for what no public interface tells: how far a service is, and every fact it has. */
export interface Books {
  count(holder: Holder, filter?: object, collection?: string): Promise<number>;
  all(holder: Holder, collection?: string): Promise<Doc[]>;
  find(holder: Holder, filter: object, collection?: string): Promise<Doc[]>;
  /** Facts whose events the broker has not confirmed yet, in all services together. */
  owed(): Promise<number>;
  close(): Promise<void>;
}

export async function openBooks(world: World): Promise<Books> {
  const client = new mongoose.mongo.MongoClient(world.servers.mongoUri(''), {
    serverSelectionTimeoutMS: 60_000,
    socketTimeoutMS: 60_000,
  });
  await client.connect();
  const of = (holder: Holder, collection = 'facts') =>
    client.db(`${world.vhost}_${holder.replaceAll('-', '_')}`).collection<Doc>(collection);
  const count = (holder: Holder, filter: object = {}, collection?: string): Promise<number> =>
    of(holder, collection).countDocuments(filter);
  return {
    count,
    all: (holder, collection) => of(holder, collection).find().toArray(),
    find: (holder, filter, collection) => of(holder, collection).find(filter).toArray(),
    owed: async () => {
      const owed = await Promise.all(SERVICES.map((service) => count(service, { owed: true })));
      return owed.reduce((sum, one) => sum + one, 0);
    },
    close: () => client.close(),
  };
}

interface QueueState {
  readonly type: string;
  readonly name: string;
  readonly messages?: number;
}

/** Messages of each queue, waiting or being worked on, as of about a second ago; a journal keeps its own and is none. */
export async function queuesOf({ servers, vhost }: World): Promise<ReadonlyMap<string, number>> {
  const login = Buffer.from(`${servers.adminUser}:${servers.adminPassword}`).toString('base64');
  const response = await fetch(`${servers.managementUrl}/api/queues/${encodeURIComponent(vhost)}`, {
    headers: { authorization: `Basic ${login}`, connection: 'close' },
  });
  const queues = (await response.json()) as readonly QueueState[];
  const worked = queues.filter(({ type }) => type !== 'stream');
  return new Map(worked.map(({ name, messages }) => [name, messages ?? Infinity]));
}
