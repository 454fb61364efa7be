import { readFile } from 'node:fs/promises';
import type { BrokerAdmin } from '#messaging';
import { ofTheRun, required, UsageError, type Surroundings } from './surroundings.js';

export interface BrokerAccess {
  readonly managementUrl: string;
  readonly admin: BrokerAdmin;
  readonly vhost: string;
}

/** From the environment, or from the embedded run (`broker.json` holds the same names). */
export async function brokerAccess(around: Surroundings): Promise<BrokerAccess> {
  const written =
    around.env['RABBITMQ_MANAGEMENT_URL'] === undefined ? await ofTheRun(around, 'broker.json') : undefined;
  const env = written === undefined ? around.env : (JSON.parse(written) as Surroundings['env']);
  const found = required(env, 'RABBITMQ_MANAGEMENT_URL', 'RABBITMQ_ADMIN_USER', 'RABBITMQ_ADMIN_PASSWORD');
  if (!URL.canParse(found.RABBITMQ_MANAGEMENT_URL))
    throw new UsageError('RABBITMQ_MANAGEMENT_URL is no address');
  return {
    managementUrl: found.RABBITMQ_MANAGEMENT_URL,
    admin: { user: found.RABBITMQ_ADMIN_USER, password: found.RABBITMQ_ADMIN_PASSWORD },
    vhost: env['RABBITMQ_VHOST'] ?? 'seloste',
  };
}

/** Broker user → password; the passwords stay in the file and in the broker. */
export async function brokerUsers({ env }: Surroundings): Promise<Record<string, string>> {
  const { BROKER_USERS_FILE: file } = required(env, 'BROKER_USERS_FILE');
  let users: unknown;
  try {
    users = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    // oxlint-disable-next-line preserve-caught-error -- a JSON error quotes the text, and the text is a password
    throw new UsageError(`BROKER_USERS_FILE ${why}`);
  }
  const good =
    typeof users === 'object' &&
    users !== null &&
    Object.values(users).every((password) => typeof password === 'string' && password.length >= 8);
  if (!good)
    throw new UsageError(
      'BROKER_USERS_FILE must be a JSON object: broker user → password of 8 or more characters',
    );
  return users as Record<string, string>;
}
