import { setTimeout as pause } from 'node:timers/promises';
import { SERVICES } from '../../harness/world.js';
import type { Random } from '../random.js';
import { type Area, type Fault, killService, setClock, startAll } from './field.js';
import { HOSTILE } from './hostile.js';

const NODES = [0, 1, 2] as const;
const ALL: readonly Area[] = ['services', 'broker', 'mongo', 'clock'];
const HOUR_MS = 3_600_000;

const seconds = (random: Random, least: number, most: number): Promise<void> =>
  pause(1000 * (least + (most - least) * random.next()));

export const FAULTS: readonly Fault[] = [
  {
    name: 'a service is killed',
    areas: ['services'],
    make: async (field, random) => {
      const service = random.pick(SERVICES);
      await killService(field, service);
      await field.world.startService(service);
      return service;
    },
  },
  {
    name: 'a broker node is killed',
    areas: ['broker'],
    make: async ({ cluster }, random) => {
      const node = random.pick(NODES);
      await cluster.broker.nodes[node]!.kill();
      await seconds(random, 0.5, 2);
      await cluster.broker.nodes[node]!.restart();
      return `node ${node}`;
    },
  },
  {
    name: 'the primary is killed',
    areas: ['mongo'],
    make: async ({ cluster: { mongo } }, random) => {
      const primary = await mongo.primary();
      await mongo.members[primary]!.kill();
      await seconds(random, 1, 4);
      await mongo.members[primary]!.restart();
      return `member ${primary}`;
    },
  },
  {
    name: 'a clock jumps',
    areas: ['clock'],
    make: async (field, random) => {
      const service = random.pick(SERVICES);
      const offset = Math.round((random.chance(0.5) ? 1 : -1) * random.next() * 6 * HOUR_MS);
      setClock(field, service, offset);
      await seconds(random, 2, 4);
      setClock(field, service, 0);
      return `${service} by ${Math.round(offset / 1000)} s`;
    },
  },
  {
    name: 'the primary steps down',
    areas: ['mongo'],
    make: async ({ cluster: { mongo } }) => {
      await mongo.stepDown();
      return '';
    },
  },
  {
    name: 'a broker node stands still',
    areas: ['broker'],
    make: async ({ cluster }, random) => {
      const node = random.pick(NODES);
      const resume = cluster.broker.nodes[node]!.suspend();
      await seconds(random, 2, 6);
      resume();
      return `node ${node}`;
    },
  },
  {
    name: 'the disk alarm of a broker node',
    areas: ['broker'],
    make: async ({ cluster }, random) => {
      const node = random.pick(NODES);
      await cluster.broker.nodes[node]!.control('set_disk_free_limit', '1000000GB');
      // At times longer than a publisher has patience.
      await seconds(random, 3, 8);
      await cluster.broker.nodes[node]!.control('set_disk_free_limit', '50MB');
      return `node ${node}`;
    },
  },
  {
    name: 'the primary stands still',
    areas: ['mongo'],
    make: async ({ cluster: { mongo } }, random) => {
      const primary = await mongo.primary();
      const resume = mongo.members[primary]!.suspend();
      await seconds(random, 3, 6);
      resume();
      return `member ${primary}`;
    },
  },
  {
    name: 'a broker node is cut off from its clients',
    areas: ['broker'],
    make: async ({ cluster: { ways } }, random) => {
      const node = random.pick(NODES);
      for (const way of ways.values()) way.cut(node);
      await seconds(random, 1, 4);
      for (const way of ways.values()) way.mend();
      return `node ${node}`;
    },
  },
  {
    name: 'a mongod member is cut off',
    areas: ['mongo'],
    make: async ({ cluster: { mongo } }, random) => {
      const member = random.chance(0.6) ? await mongo.primary() : random.pick(NODES);
      mongo.members[member]!.way.cut(0);
      await seconds(random, 2, 5);
      mongo.members[member]!.way.mend();
      return `member ${member}`;
    },
  },
  {
    name: 'writes are slow',
    areas: ['mongo'],
    make: async ({ cluster: { mongo } }, random) => {
      const ms = random.between(10, 80);
      for (const { way } of mongo.members) way.delay(ms);
      await seconds(random, 3, 5);
      for (const { way } of mongo.members) way.mend();
      return `${ms} ms each way`;
    },
  },
  {
    name: 'all services are killed',
    areas: ['services'],
    make: async (field) => {
      await Promise.all(SERVICES.map((service) => killService(field, service)));
      await startAll(field);
      return '';
    },
  },
  {
    name: 'a rolling restart with two versions',
    areas: ['services'],
    make: async ({ world, older }, random) => {
      for (const build of [older, undefined])
        for (const service of random.shuffled(SERVICES)) {
          await world.programs.get(service)?.stop();
          await world.startService(service, undefined, build);
        }
      return older === undefined ? 'of the same build' : 'older and back';
    },
  },
  {
    name: 'everything is killed',
    areas: ALL,
    make: async (field, random) => {
      const { broker, mongo } = field.cluster;
      await Promise.all([
        ...SERVICES.map((service) => killService(field, service)),
        ...broker.nodes.map((node) => node.kill()),
        ...mongo.members.map((member) => member.kill()),
      ]);
      await seconds(random, 0, 1);
      await Promise.all([
        ...broker.nodes.map((node) => node.restart()),
        ...mongo.members.map((member) => member.restart()),
      ]);
      await startAll(field);
      return '';
    },
  },
];

/** The rarer it is chosen as a companion, the longer it takes. */
const SLOW = new Set([
  'a rolling restart with two versions',
  'everything is killed',
  'all services are killed',
]);

/** Of consecutive seeds each begins with another fault, so that few suffice to try all of them; every fifth is hostile. */
export function faultsOf(seed: number, random: Random): readonly Fault[] {
  const first = seed % 5 === 0 ? HOSTILE[(seed / 5) % HOSTILE.length]! : FAULTS[seed % FAULTS.length]!;
  const others = random.shuffled(FAULTS).filter(({ name }) => !SLOW.has(name));
  const wanted = random.between(1, 3);
  return others.reduce<readonly Fault[]>(
    (chosen, fault) => {
      const taken = chosen.flatMap(({ areas }) => areas);
      const fits = chosen.length < wanted && fault.areas.every((area) => !taken.includes(area));
      return fits ? [...chosen, fault] : chosen;
    },
    [first],
  );
}
