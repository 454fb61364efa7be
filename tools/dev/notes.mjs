import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerPassword, mintToken, registeredEnv, services } from './secrets.mjs';
import { serviceEnv } from './services.mjs';

/** For backup, restore and resend of one service: `set -a; . .seloste/run/<service>.<user>.env; set +a`. */
function environmentFor({ secrets, servers, ports, vhost, registered }, service, databaseUser) {
  const ownUsers = servers.mongoAdminUri !== undefined;
  const shared = { servers, dir: secrets, ports, vhost, port: ports[service], ownUsers };
  const env = serviceEnv({ ...shared, service, databaseUser, registered });
  const restorer = { user: 'restore', password: brokerPassword(secrets, 'restore') };
  const wanted = {
    ...Object.fromEntries(variables.map((name) => [name, env[name]])),
    JOURNAL_AMQP_URL: servers.amqpUrl(vhost, restorer),
  };
  return Object.entries(wanted)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

const variables = [
  'MONGODB_URI',
  'KEYS_MONGODB_URI',
  'AMQP_URL',
  'POLICY_DIR',
  'JOURNAL_KEY_FILE',
  'HASH_KEYS_FILE',
  'ERASURE_LEDGER_DIR',
  'STORES',
];

/** What `seloste` commands need to find the embedded run; there only while it runs. Returns their removal. */
export function leaveNotes(run) {
  const { dir, secrets, servers, ports, vhost, registered } = run;
  const addresses = services.map((service) => [service, `http://127.0.0.1:${ports[service]}`]);
  const notes = {
    'addresses.json': JSON.stringify(Object.fromEntries(addresses)),
    'ops.token': mintToken(secrets, { role: 'ops', sub: 'npm-start', minutes: 7 * 24 * 60 }),
    'officer.token': mintToken(secrets, { role: 'officer', sub: 'npm-start', minutes: 7 * 24 * 60 }),
    'broker.json': JSON.stringify({
      RABBITMQ_MANAGEMENT_URL: servers.managementUrl,
      RABBITMQ_ADMIN_USER: servers.adminUser,
      RABBITMQ_ADMIN_PASSWORD: servers.adminPassword,
      RABBITMQ_VHOST: vhost,
      ...registeredEnv(registered),
    }),
    ...Object.fromEntries(
      services.flatMap((service) =>
        ['backup', 'restore'].map((user) => [`${service}.${user}.env`, environmentFor(run, service, user)]),
      ),
    ),
  };
  const remove = () => Object.keys(notes).forEach((name) => rmSync(join(dir, name), { force: true }));
  remove();
  for (const [name, text] of Object.entries(notes)) writeFileSync(join(dir, name), text, { mode: 0o600 });
  return remove;
}
