import { describe, expect, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import { silentLog } from '../ports.js';
import { CANARY_HEADER, ConsumeSession } from './consume-session.js';
import { FakeChannel, linkOf } from './fake-channel.fixture.js';
import { Inbox } from './inbox.js';

const message = (deliveryTag: number, headers: object = {}, bytes = 0): ConsumeMessage =>
  ({
    content: Buffer.alloc(bytes),
    fields: { deliveryTag },
    properties: { headers, userId: 'consent' },
  }) as unknown as ConsumeMessage;

async function consuming(prefetch = 7) {
  const channel = new FakeChannel();
  const inbox = new Inbox({ batchSize: 10, batchMs: 5 });
  const canaries: number[] = [];
  const session = await ConsumeSession.open(
    {
      link: linkOf(channel),
      queue: 'consent.intake',
      owner: 'consent',
      prefetch,
      room: { usual: 7, mostBytes: 1000 },
      inbox,
      log: silentLog,
      onCanary: (sentAt) => canaries.push(sentAt),
      onPassed: () => undefined,
    },
    new AbortController().signal,
  );
  channel.asked.length = 0;
  return { channel, inbox, canaries, session };
}

const running = new AbortController().signal;

describe('a session with the broker', () => {
  test('ends by closing its channel and never by a cancel, which would let others overtake what is held', async () => {
    const { channel, inbox, session } = await consuming();
    channel.hand(message(1));
    channel.hand(message(2));
    session.settle(await inbox.take(running));
    await session.close();
    expect(channel.asked).toEqual(['ack 2 and before', 'close']);
  });

  test('ends when the broker cancels its consumer: nothing would ever come again', async () => {
    const { channel, session } = await consuming();
    channel.hand(null);
    expect(session.ended.aborted).toBe(true);
  });

  test('may still settle what it holds after a cancel, and nothing once its channel is lost', async () => {
    const { channel, inbox, session } = await consuming();
    channel.hand(message(1));
    channel.hand(message(2));
    const [first, second] = await inbox.take(running);
    channel.hand(null);
    session.settle([first!]);
    channel.emit('close');
    session.settle([second!]);
    expect(channel.asked).toEqual(['ack 1 and before']);
  });

  test('answers a canary itself: no handler sees it', async () => {
    const { channel, inbox, canaries } = await consuming();
    channel.hand(message(1, { [CANARY_HEADER]: 1_700_000_000_000 }));
    expect(canaries).toEqual([1_700_000_000_000]);
    expect(inbox.waiting).toBe(0);
    expect(channel.asked).toEqual(['ack 1 and before']);
  });

  test.each([['web-store'], ['retention'], [undefined]])(
    'a canary that %s sends is a message like any other',
    async (userId) => {
      const { channel, inbox, canaries } = await consuming();
      const forged = message(1, { [CANARY_HEADER]: 9e15 });
      channel.hand({ ...forged, properties: { ...forged.properties, userId } });
      expect(canaries).toEqual([]);
      expect(inbox.waiting).toBe(1);
      expect(channel.asked).toEqual([]);
    },
  );
});

const large = (tag: number, bytes: number): ConsumeMessage => message(tag, {}, bytes);

describe('Messages take room', () => {
  test('while there is some they are taken, and settled ones make some', async () => {
    const { channel, inbox, session } = await consuming();
    for (let tag = 1; tag <= 20; tag += 1) {
      channel.hand(large(tag, 400));
      if (tag > 1) session.settle(await inbox.take(running));
    }
    expect([session.ended.aborted, session.fits]).toEqual([false, undefined]);
  });

  test('where there is none the session ends, takes nothing more, and the next one begins with as many as fit', async () => {
    const { channel, inbox, session } = await consuming();
    for (let tag = 1; tag <= 5; tag += 1) channel.hand(large(tag, 300));
    expect(inbox.waiting).toBe(3);
    expect([session.ended.aborted, session.fits]).toEqual([true, 3]);
  });

  test('what is larger than all the room is taken by two, so that the queue goes on', async () => {
    const { channel, inbox, session } = await consuming(2);
    for (let tag = 1; tag <= 2; tag += 1) channel.hand(large(tag, 5000));
    expect([inbox.waiting, session.fits]).toEqual([2, undefined]);
  });

  test.each([
    ['light', 10, 7],
    ['no lighter', 100, undefined],
  ])('after a page of them that is %s the next session begins with %s: %s', async (_, bytes, fits) => {
    const { channel, inbox, session } = await consuming(2);
    for (let tag = 1; tag <= 200; tag += 1) {
      channel.hand(large(tag, bytes));
      session.settle(await inbox.take(running));
    }
    expect(session.fits).toBe(fits);
  });

  test('while one waits for its next attempt the session stays, that it does not lose count', async () => {
    const { channel, inbox, session } = await consuming(2);
    for (let tag = 1; tag <= 200; tag += 1) {
      channel.hand(large(tag, 10));
      const batch = await inbox.take(running);
      if (tag === 1) inbox.hold(batch[0]!, 60_000);
      else session.settle(batch);
    }
    expect(session.fits).toBeUndefined();
    await session.close();
  });
});
