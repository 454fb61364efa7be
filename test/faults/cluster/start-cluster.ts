import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devTools, type Servers } from '../../harness/dev-tools.js';
import { type BrokerNodes, startBrokerNodes } from './broker-nodes.js';
import { type MongoMembers, startMongoMembers } from './mongo-members.js';
import { openWay, type Way } from './way.js';

/** Three broker nodes and three mongod members, and each broker user's own way to the nodes. */
export interface Cluster extends Servers {
  readonly dir: string;
  readonly broker: BrokerNodes;
  readonly mongo: MongoMembers;
  /** By broker user; a user's connections lead to one node as long as it can be reached. */
  readonly ways: ReadonlyMap<string, Way>;
  stop(): Promise<void>;
}

export async function startCluster(): Promise<Cluster> {
  const dir = mkdtempSync(join(tmpdir(), 'seloste-faults-'));
  const [broker, mongo] = await Promise.all([
    startBrokerNodes(dir, devTools.cache),
    startMongoMembers(dir, devTools.cache),
  ]);
  const targets = broker.nodes.map(({ amqpPort }) => amqpPort);
  const opened = devTools.brokerUsers.map(
    async (user, index) => [user, await openWay(targets, index)] as const,
  );
  const ways = new Map(await Promise.all(opened));
  return {
    dir,
    broker,
    mongo,
    ways,
    managementUrl: broker.nodes[0]!.managementUrl,
    adminUser: broker.user,
    adminPassword: broker.password,
    mongoUri: (database) => mongo.uri(database),
    amqpUrl: (vhost, who) => {
      const way = ways.get(who?.user ?? '');
      if (who === undefined || way === undefined) throw new Error('every broker user has its own way');
      return `amqp://${who.user}:${encodeURIComponent(who.password)}@127.0.0.1:${way.port}/${encodeURIComponent(vhost)}`;
    },
    stop: async () => {
      await Promise.all([...ways.values()].map((way) => way.close()));
      await Promise.all([broker.stop(), mongo.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
