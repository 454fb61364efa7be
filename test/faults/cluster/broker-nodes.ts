import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '#testing';
import { devTools } from '../../harness/dev-tools.js';
import { suspend } from './suspend.js';

const NODES = [0, 1, 2] as const;

export interface BrokerNode {
  readonly amqpPort: number;
  readonly managementUrl: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Stands still until the returned function is called. */
  suspend(): () => void;
  /** A `rabbitmqctl` command. */
  control(...command: readonly string[]): Promise<void>;
}

export interface BrokerNodes {
  readonly nodes: readonly BrokerNode[];
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** Three nodes that make one broker, so that every queue and stream has a member on each. */
export async function startBrokerNodes(dir: string, cache: string): Promise<BrokerNodes> {
  const found = await devTools.findRabbit({ cache, say: () => undefined });
  const tag = randomBytes(3).toString('hex');
  const names = NODES.map((index) => `fault${index}-${tag}@localhost`);
  const secrets = { cookie: randomBytes(12).toString('hex'), password: randomBytes(12).toString('hex') };
  const epmd = await devTools.choosePort();
  const peers = names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`);
  const conf = [
    'cluster_formation.peer_discovery_backend = classic_config',
    'cluster_partition_handling = pause_minority',
    // What the management API tells of queues is as old as this.
    'collect_statistics_interval = 1000',
    // Peers that are silent for so many seconds are taken to be gone.
    'net_ticktime = 8',
    ...peers,
  ];
  const brokers = await Promise.all(
    names.map(async (name, index) => {
      const home = join(dir, `broker-${index}`);
      const places = { pids: join(home, 'pids'), logs: join(home, 'logs') };
      const data = join(home, 'rabbitmq');
      for (const folder of [...Object.values(places), data]) mkdirSync(folder, { recursive: true });
      writeFileSync(join(data, 'node-name'), name);
      writeFileSync(join(data, 'admin-password'), secrets.password, { mode: 0o600 });
      writeFileSync(join(data, '.erlang.cookie'), secrets.cookie, { mode: 0o400 });
      const [amqp, management, prometheus, dist] = await ports(4);
      const own = { amqp, management, prometheus, dist, epmd };
      const broker = devTools.createBroker({
        found,
        dir: home,
        ...places,
        ports: own,
        conf,
        namedElsewhere: index > 0,
      });
      const node: BrokerNode = {
        amqpPort: amqp!,
        managementUrl: `http://127.0.0.1:${management}`,
        kill: () => broker.kill(),
        restart: () => broker.restart(),
        suspend: () => suspend(places.pids, 'rabbitmq'),
        control: (...command) => broker.control(...command),
      };
      return { broker, node };
    }),
  );
  const { user } = brokers[0]!.broker;
  const stop = async (): Promise<void> => {
    // Their data goes with them.
    await Promise.all(brokers.map(({ broker }) => broker.kill()));
    await Promise.all(brokers.map(({ broker }) => broker.stop()));
  };
  try {
    await brokers[0]!.broker.startNames();
    await Promise.all(brokers.map(({ broker }) => broker.start()));
    // A vhost made while a node is about to finish its start would be missing there for long.
    await Promise.all(brokers.map(({ node }) => node.control('await_startup')));
    await eventually(() => areTogether(brokers[0]!.node.managementUrl, user, secrets.password), {
      within: 60_000,
      every: 200,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const nodes = brokers.map(({ node }) => node);
  return { nodes, user, password: secrets.password, stop };
}

async function areTogether(managementUrl: string, user: string, password: string): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const answer = await fetch(`${managementUrl}/api/nodes`, {
    headers: { authorization, connection: 'close' },
  });
  const seen = (await answer.json()) as readonly { readonly running: boolean }[];
  return seen.filter(({ running }) => running).length === NODES.length;
}

async function ports(count: number): Promise<readonly number[]> {
  const chosen: number[] = [];
  while (chosen.length < count) chosen.push(await devTools.choosePort());
  return chosen;
}
