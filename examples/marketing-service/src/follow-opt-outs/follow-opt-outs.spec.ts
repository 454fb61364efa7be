import { expect, jest, test } from '@jest/globals';
import type { Channel, ConsumeMessage } from 'amqplib';
import { FollowOptOuts } from './follow-opt-outs.js';
import { OptOutSet } from './opt-out-set.js';

const message = (suppression: string): ConsumeMessage => {
  const event = {
    specversion: '1.0',
    id: `added-${suppression}`,
    source: '/marketing-suppression',
    type: 'suppression.added.v1',
    time: '2026-07-01T06:00:00Z',
    data: {
      suppression,
      scope: { kind: 'all-marketing' },
      since: '2026-07-01T06:00:00Z',
      method: 'phone',
      because: [],
    },
  };
  return {
    content: Buffer.from(JSON.stringify(event)),
    properties: { userId: 'marketing-suppression' },
    fields: { redelivered: false },
  } as ConsumeMessage;
};

test('a new opt-out right behind one already known is taken in and acknowledged too', async () => {
  const optOuts = new OptOutSet();
  optOuts.fold({ added: 's1', scope: 'all-marketing' });
  const follow = new FollowOptOuts(optOuts, undefined, () => undefined);
  const ack = jest.fn();
  const channel = { ack } as unknown as Channel;
  follow.receive(channel, message('s1'));
  follow.receive(channel, message('s2'));
  await follow.settled();
  expect(optOuts.counts.optOuts).toBe(2);
  expect(ack).toHaveBeenCalledTimes(2);
});
