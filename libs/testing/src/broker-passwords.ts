import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Broker users are the broker's, not a vhost's: whoever gave one another password would shut out the tests beside it.
 * Under `npm test` all use the run's passwords.
 */
export function brokerPassword(user: string): string {
  const file = process.env['TEST_SERVERS_FILE'];
  if (file === undefined) return `test-${user}`;
  const { secretsDir } = JSON.parse(readFileSync(file, 'utf8')) as { readonly secretsDir: string };
  const passwords = JSON.parse(readFileSync(join(secretsDir, 'broker-users.json'), 'utf8')) as Record<
    string,
    string
  >;
  const password = passwords[user];
  if (password === undefined) throw new Error(`the run has no password for the broker user ${user}`);
  return password;
}
