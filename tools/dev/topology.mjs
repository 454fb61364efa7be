import { join } from 'node:path';
import { root } from './paths.mjs';
import { lastLines, run } from './process/run.mjs';
import { registeredEnv, registeredIn } from './secrets.mjs';

async function seloste(args, env) {
  const command = [join(root, 'dist/tools/cli/seloste.main.js'), ...args];
  const { ok, output } = await run(process.execPath, command, { cwd: root, env: { ...process.env, ...env } });
  if (!ok) throw new Error(`seloste ${args.join(' ')} failed:\n${lastLines(output)}`);
}

/** Exchanges, queues and users, by the same command an operator uses. */
export const applyTopology = ({ servers, usersFile, vhost, registered = registeredIn() }) =>
  seloste(['topology', 'apply'], {
    RABBITMQ_MANAGEMENT_URL: servers.managementUrl,
    RABBITMQ_ADMIN_USER: servers.adminUser,
    RABBITMQ_ADMIN_PASSWORD: servers.adminPassword,
    RABBITMQ_VHOST: vhost,
    BROKER_USERS_FILE: usersFile,
    ...registeredEnv(registered),
  });

/**
 * Indexes and users of the databases. A MongoDB that was given to us is used as its address says, and set up by the
 * services.
 */
export async function applyDatabases({ servers, usersFile }) {
  if (servers.mongoAdminUri === undefined) return;
  const env = { MONGODB_ADMIN_URI: servers.mongoAdminUri, DATABASE_USERS_FILE: usersFile };
  await seloste(['databases', 'apply'], env);
}
