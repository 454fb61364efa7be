import { randomBytes } from 'node:crypto';
import { needed } from './needed-environment.js';

export interface TestVhost {
  readonly name: string;
  /** The admin user in this vhost. */
  readonly amqpUrl: string;
  /** The same vhost for another broker user. */
  amqpUrlFor(user: string, password: string): string;
  /** A call of the management API, `path` after `/api`. */
  manage(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  remove(): Promise<void>;
}

/** A vhost of the test's own; `afterAll(() => vhost.remove())`. */
export async function testVhost(label = 'test'): Promise<TestVhost> {
  const name = `${label}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const admin = needed('TEST_RABBITMQ_ADMIN_USER');
  await manage('PUT', `/vhosts/${name}`, { default_queue_type: 'quorum' });
  await manage('PUT', `/permissions/${name}/${encodeURIComponent(admin)}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  const url = new URL(needed('TEST_AMQP_URL'));
  url.pathname = `/${encodeURIComponent(name)}`;
  return {
    name,
    amqpUrl: url.href,
    amqpUrlFor: (user, password) => {
      const other = new URL(url);
      other.username = encodeURIComponent(user);
      other.password = encodeURIComponent(password);
      return other.href;
    },
    manage,
    remove: async () => {
      await manage('DELETE', `/vhosts/${name}`);
    },
  };
}

async function manage(method: string, path: string, body?: unknown): Promise<unknown> {
  const credentials = `${needed('TEST_RABBITMQ_ADMIN_USER')}:${needed('TEST_RABBITMQ_ADMIN_PASSWORD')}`;
  const base = needed('TEST_RABBITMQ_MANAGEMENT_URL').replace(/\/(api)?\/?$/, '');
  const response = await fetch(`${base}/api${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/json',
      connection: 'close',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`RabbitMQ refused ${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
