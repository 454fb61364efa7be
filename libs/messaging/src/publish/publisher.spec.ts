import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { silentLog } from '../ports.js';
import type { RawOutgoing } from './outgoing.js';
import { Publisher } from './publisher.js';

type Confirm = (error: unknown) => void;

/** Takes what is published and confirms it when told to; with `full` its buffer has no room for more. */
class FakeChannel extends EventEmitter {
  full = false;
  readonly sent: string[] = [];
  private waiting: Confirm[] = [];

  publish(_exchange: string, key: string, _content: Buffer, _options: object, confirm: Confirm): boolean {
    this.sent.push(key);
    this.waiting.push(confirm);
    return !this.full;
  }

  settle(error: unknown = null): void {
    for (const confirm of this.waiting.splice(0)) confirm(error);
  }

  /** As amqplib does when the broker closes a channel. */
  fail(): void {
    this.emit('error', new Error('406'));
    this.emit('close');
    this.settle(new Error('channel closed'));
  }

  async waitForConfirms(): Promise<void> {}
  async close(): Promise<void> {
    this.sent.push('close');
  }
}

class FakeLink extends EventEmitter {
  state = 'connected';
  readonly channels: FakeChannel[] = [];
  async up() {
    return {
      createConfirmChannel: async () => {
        const channel = new FakeChannel();
        this.channels.push(channel);
        return channel;
      },
    };
  }
}

function publishing({ window = 2, patienceMs = 5000 } = {}) {
  const link = new FakeLink();
  const connection = { user: 'consent', publishing: link } as unknown as BrokerConnection;
  const publisher = new Publisher({
    connection,
    log: silentLog,
    metrics: new Registry(),
    window,
    patienceMs,
  });
  const send = (...keys: string[]) => publisher.publishRaw(keys.map(toSend));
  const sendUnlessBlocked = (...keys: string[]) => publisher.publishUnlessBlocked(keys.map(toSend));
  return { link, publisher, send, sendUnlessBlocked };
}

const toSend = (routingKey: string): RawOutgoing => ({
  exchange: 'consent.own',
  routingKey,
  content: Buffer.alloc(1),
  messageId: routingKey,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function opened(link: FakeLink, send: (...keys: string[]) => Promise<unknown>): Promise<FakeChannel> {
  const first = send('first');
  await turn();
  const [channel] = link.channels;
  channel!.settle();
  await first;
  return channel!;
}

describe('a publisher whose channel is in trouble', () => {
  test('a channel that fails while its buffer is full fails what waits for it, and what comes next goes out', async () => {
    const { link, send } = publishing();
    const channel = await opened(link, send);
    channel.full = true;
    const sending = send('fills', 'waits');
    await turn();
    channel.fail();
    await turn();
    expect(await sending).toEqual(['failed', 'failed']);
    for (let round = 0; round < 5; round += 1) {
      const next = send('one', 'two');
      await turn();
      link.channels.at(-1)?.settle();
      expect(await next).toEqual(['confirmed', 'confirmed']);
    }
  });

  test('while the broker blocks publishers nothing is sent, and it goes out once it does not', async () => {
    const { link, send } = publishing();
    const channel = await opened(link, send);
    link.state = 'blocked';
    const sending = send('waits');
    await turn();
    expect(channel.sent).toEqual(['first']);
    link.state = 'connected';
    link.emit('unblocked');
    await turn();
    channel.settle();
    expect(await sending).toEqual(['confirmed']);
  });

  test('blocked for longer than it waits, it says failed and keeps no place', async () => {
    const { link, send } = publishing({ patienceMs: 20, window: 1 });
    const channel = await opened(link, send);
    link.state = 'blocked';
    expect(await send('one', 'two')).toEqual(['failed', 'failed']);
    link.state = 'connected';
    const next = send('three');
    await turn();
    channel.settle();
    expect(await next).toEqual(['confirmed']);
  });

  test('who does not wait for an alarm to end hears at once that nothing goes out, and what was on its way may arrive', async () => {
    const { link, send, sendUnlessBlocked } = publishing({ window: 3 });
    const channel = await opened(link, send);
    const onItsWay = sendUnlessBlocked('one', 'two', 'three', 'without a place');
    await turn();
    link.state = 'blocked';
    link.emit('blocked');
    expect(await onItsWay).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(await sendUnlessBlocked('four')).toEqual(['failed']);
    expect(channel.sent).toEqual(['first', 'one', 'two', 'three']);
    link.state = 'connected';
    link.emit('unblocked');
    channel.settle();
    await turn();
    const next = sendUnlessBlocked('five');
    await turn();
    channel.settle();
    expect(await next).toEqual(['confirmed']);
  });

  test('blocked, it closes without a goodbye that nobody would read', async () => {
    const { link, publisher, send } = publishing();
    const channel = await opened(link, send);
    const sending = send('unconfirmed');
    await turn();
    link.state = 'blocked';
    await publisher.close();
    expect(channel.sent).toEqual(['first', 'unconfirmed']);
    channel.fail();
    expect(await sending).toEqual(['failed']);
  });

  test('once closed it says failed and does not throw: what it is asked to send stays owed', async () => {
    const { publisher, send } = publishing();
    await publisher.close();
    expect(await send('one')).toEqual(['failed']);
  });
});
