import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSecrets, registeredIn } from './secrets.mjs';

/** Beside the examples, one more of each, for tests in which several take part. */
const registered = registeredIn({
  STORES: 'web-store,my-shop',
  MARKETING_SERVICES: 'marketing-service,my-letters',
});

/** What a test may know of the shared servers; a test that must kill servers starts its own. */
export function testEnvironment(servers, dir) {
  const { mongoUri, amqpUrl, mongoPort, managementUrl, adminUser, adminPassword } = servers;
  const details = {
    mongoUri: mongoUri(''),
    mongoPort,
    amqpUrl: amqpUrl('/'),
    managementUrl,
    adminUser,
    adminPassword,
  };
  const secretsDir = ensureSecrets(join(dir, 'secrets'), { registered });
  const file = join(dir, 'servers.json');
  writeFileSync(file, JSON.stringify({ ...details, dir, secretsDir }, null, 2), { mode: 0o600 });
  return {
    TEST_MONGODB_URI: details.mongoUri,
    TEST_AMQP_URL: details.amqpUrl,
    TEST_RABBITMQ_MANAGEMENT_URL: managementUrl,
    TEST_RABBITMQ_ADMIN_USER: adminUser,
    TEST_RABBITMQ_ADMIN_PASSWORD: adminPassword,
    TEST_SERVERS_FILE: file,
  };
}
