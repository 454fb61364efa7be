import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devTools, type OwnServers } from './dev-tools.js';

/** A broker and a mongod of this test alone, which it may kill. */
export async function startOwnServers(): Promise<OwnServers> {
  const dir = mkdtempSync(join(tmpdir(), 'seloste-fault-'));
  const servers = await devTools.startServers({
    dir,
    privateOnly: true,
    mongo: { cacheGB: 0.5 },
    // What the management API tells of queues is as old as this.
    broker: { conf: ['collect_statistics_interval = 1000'] },
  });
  return {
    ...servers,
    stop: async () => {
      await servers.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
