import { join } from 'node:path';
import { root } from './paths.mjs';
import { lastLines, run } from './process/run.mjs';

/** Exchanges, queues and users, by the same command an operator uses. */
export async function applyTopology({ servers, usersFile, vhost }) {
  const { ok, output } = await run(
    process.execPath,
    [join(root, 'dist/tools/cli/seloste.main.js'), 'topology', 'apply'],
    {
      cwd: root,
      env: {
        ...process.env,
        RABBITMQ_MANAGEMENT_URL: servers.managementUrl,
        RABBITMQ_ADMIN_USER: servers.adminUser,
        RABBITMQ_ADMIN_PASSWORD: servers.adminPassword,
        RABBITMQ_VHOST: vhost,
        BROKER_USERS_FILE: usersFile,
      },
    },
  );
  if (!ok) throw new Error(`the topology could not be applied:\n${lastLines(output)}`);
}
