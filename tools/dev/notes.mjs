import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mintToken, services } from './secrets.mjs';

/** What `seloste` commands need to find the embedded run; there only while it runs. Returns their removal. */
export function leaveNotes({ dir, secrets, servers, ports, vhost }) {
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
    }),
  };
  const remove = () => Object.keys(notes).forEach((name) => rmSync(join(dir, name), { force: true }));
  remove();
  for (const [name, text] of Object.entries(notes)) writeFileSync(join(dir, name), text, { mode: 0o600 });
  return remove;
}
