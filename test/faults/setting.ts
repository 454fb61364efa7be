import { loadPolicies } from '#service';
import { HashKeys } from '#storage';
import { openBooks } from '../harness/books.js';
import { startWorld } from '../harness/world.js';
import { clockFileOf } from './break/field.js';
import { ExpectedAnswers } from './check/expected-answers.js';
import { startCluster } from './cluster/start-cluster.js';
import type { Setting } from './episode.js';
import { Marketing } from './load/marketing.js';
import { Store } from './load/store.js';

const preloaded = ['jumping-clock', 'poison'].map(
  (name) => `--import=${new URL(`break/${name}.mjs`, import.meta.url).href}`,
);

/** Cluster, services and the two companies outside: started once, for all runs. */
export async function startSetting(older?: string): Promise<Setting & { stop(): Promise<void> }> {
  const cluster = await startCluster();
  const world = await startWorld({
    servers: cluster,
    last: true,
    extra: (service) => ({
      NODE_OPTIONS: preloaded.join(' '),
      // Above what a busy machine keeps a process waiting.
      STUCK_MS: '10000',
      FAULTS_CLOCK_FILE: clockFileOf(cluster.dir, service),
    }),
  });
  const { HASH_KEYS_FILE = '', POLICY_DIR = '' } = world.environmentOf('consent');
  const keys = await HashKeys.load(HASH_KEYS_FILE);
  const expected = new ExpectedAnswers(await loadPolicies(POLICY_DIR), keys);
  const books = await openBooks(world);
  const store = new Store(world.amqpUrl('web-store'));
  const marketing = new Marketing(world.amqpUrl('marketing-service'));
  return {
    cluster,
    world,
    older,
    books,
    keys,
    expected,
    store,
    marketing,
    stop: async () => {
      await Promise.all([store.stop(), marketing.stop(), books.close()]);
      await world.stop();
      await cluster.stop();
    },
  };
}
