import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { brokerPassword } from '#testing';
import { BrokerFixture } from '../broker.fixture.js';
import { testServices } from './installation.fixture.js';
import { queueTypeOf, topologyOf } from './topology.js';

jest.setTimeout(60_000);

const registered = { stores: ['web-store', 'my-shop'], marketingServices: ['marketing-service'] };
const topology = topologyOf(testServices, registered);

/** Written out once more, so that a right given by mistake is no right here. */
const mayPublishTo = {
  consent: ['seloste.events', 'consent.own'],
  'marketing-suppression': ['seloste.events', 'marketing-suppression.own'],
  retention: ['seloste.events', 'seloste.commands', 'store.events', 'marketing.events', 'retention.own'],
  'subject-requests': ['seloste.events', 'seloste.commands', 'subject-requests.own'],
  'web-store': ['store.events'],
  'my-shop': ['store.events'],
  'marketing-service': ['marketing.events'],
  restore: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type User = keyof typeof mayPublishTo;
const USERS = Object.keys(mayPublishTo) as User[];
const publishedTo = (user: User): readonly string[] => mayPublishTo[user];

const exchanges = [...topology.exchanges.map(({ name }) => name), '', 'amq.topic', 'amq.direct'];
const queues = [...topology.queues, ...topology.streams].map(({ name }) => name);
const readBy = (user: User): readonly string[] =>
  user === 'restore'
    ? queues.filter((name) => name.startsWith('journal.'))
    : queues.filter((name) => name.startsWith(`${user}.`));

type Act = (channel: Channel, resource: string) => Promise<unknown>;

let broker: BrokerFixture;
const connections = new Map<string, ChannelModel>();
beforeAll(async () => {
  broker = await BrokerFixture.start(registered);
  for (const user of USERS) {
    const connection = await connect(broker.vhost.amqpUrlFor(user, brokerPassword(user)));
    connection.on('error', () => undefined);
    connections.set(user, connection);
  }
});
afterAll(async () => {
  await Promise.all([...connections.values()].map((connection) => connection.close()));
  await broker.end();
});

const refused = 403;

/** On a channel of its own, since the broker closes the one on which it refuses. */
async function tries(user: User, act: Act, resource: string): Promise<'may' | 'may not'> {
  const channel = await connections.get(user)!.createConfirmChannel();
  const closed = new Promise<never>((_, reject) => {
    channel.on('error', reject);
  });
  closed.catch(() => undefined);
  try {
    await Promise.race([closed, act(channel, resource)]);
    await channel.close();
    return 'may';
  } catch (error) {
    if ((error as { code?: unknown }).code === refused) return 'may not';
    throw error;
  }
}

async function those(user: User, act: Act, resources: readonly string[]): Promise<readonly string[]> {
  const tried = await Promise.all(resources.map((resource) => tries(user, act, resource)));
  return resources.filter((_, index) => tried[index] === 'may');
}

const publish =
  (key: string, userId?: string): Act =>
  async (channel, exchange) => {
    channel.publish(exchange, key, Buffer.from('{}'), userId === undefined ? {} : { userId });
    await (channel as Channel & { waitForConfirms(): Promise<void> }).waitForConfirms();
  };
const consume: Act = async (channel, queue) => {
  await channel.prefetch(1);
  await channel.consume(queue, () => undefined);
};
const bind: Act = (channel, queue) => channel.bindQueue(queue, 'seloste.events', 'x');
const straight: Act = (channel, queue) => publish(queue)(channel, '');
const declareExchange: Act = (channel, name) => channel.assertExchange(name, 'topic');
const declareQueue: Act = (channel, name) =>
  channel.assertQueue(name, { arguments: { 'x-queue-type': queueTypeOf(name) } });

test('Every user of the topology is among them', () => {
  expect([...USERS].sort()).toEqual(topology.permissions.map(({ user }) => user).sort());
});

describe.each(USERS)('The broker user %s, trying everything', (user) => {
  test('publishes to its own exchanges and to no other', async () => {
    expect(await those(user, publish('nobody.listens'), exchanges)).toEqual(
      exchanges.filter((name) => publishedTo(user).includes(name)),
    );
  });

  test('reads its own queues and no other, nor a journal but for restore', async () => {
    expect(await those(user, consume, queues)).toEqual(readBy(user));
  });

  test('empties its own queues only, and no journal', async () => {
    const others = queues.filter((name) => !readBy(user).includes(name));
    expect(await those(user, (channel, queue) => channel.purgeQueue(queue), others)).toEqual([]);
  });

  test('binds nothing to any queue, and so takes no message that was not meant for it', async () => {
    expect(await those(user, bind, queues)).toEqual([]);
  });

  test('puts nothing straight into a queue', async () => {
    expect(await those(user, straight, queues)).toEqual([]);
  });

  test('makes, changes and deletes no exchange and no queue', async () => {
    expect(
      await those(user, declareExchange, [...topology.exchanges.map(({ name }) => name), 'mine']),
    ).toEqual([]);
    expect(await those(user, declareQueue, [...queues, 'mine', `${user}.more`])).toEqual([]);
    expect(await those(user, (channel, queue) => channel.deleteQueue(queue), queues)).toEqual([]);
    expect(await those(user, (channel, name) => channel.deleteExchange(name), ['seloste.events'])).toEqual(
      [],
    );
  });

  test('enters no other vhost', async () => {
    const url = new URL(broker.vhost.amqpUrlFor(user, brokerPassword(user)));
    url.pathname = '/%2F';
    await expect(connect(url.href)).rejects.toThrow();
  });
});

describe('A name that is not the publisher’s own', () => {
  const publishers = USERS.filter((user) => publishedTo(user).length > 0);

  test.each(publishers)('is refused by the broker when %s writes it into user_id', async (user) => {
    const [exchange = ''] = publishedTo(user);
    const other = publishers.find((one) => one !== user)!;
    expect(await tries(user, publish('nobody.listens', user), exchange)).toBe('may');
    await expect(tries(user, publish('nobody.listens', other), exchange)).rejects.toMatchObject({
      code: 406,
      message: expect.stringContaining('user_id'),
    });
  });
});
