import { expect, test } from '@jest/globals';
import { isAnswer, unconfirmed } from './erasure-reply.js';

const order = { participants: ['consent', 'my-shop'], parts: { participant: 'my-shop', sizes: [5000, 1] } };
const consent = { participant: 'consent', outcome: 'none' } as const;
const part = (number: number, outcome: 'done' | 'failed' = 'done') =>
  ({ participant: 'my-shop', part: number, outcome }) as const;

test.each([
  ['nobody has answered', [], ['consent', 'my-shop']],
  ['one part is missing', [consent, part(1)], ['my-shop']],
  ['one part has failed', [consent, part(1), part(2, 'failed')], ['my-shop']],
  [
    'the whole is answered, and no part',
    [consent, { participant: 'my-shop', outcome: 'done' } as const],
    ['my-shop'],
  ],
  ['every part is answered', [part(2), part(1)], ['consent']],
  ['all have answered', [part(2, 'failed'), part(2), consent, part(1)], []],
])('promise 7 – an erasure is confirmed when each of its parts is: %s', (_what, replies, open) => {
  expect(unconfirmed(order, replies)).toEqual(open);
});

test.each([
  ['its own part', part(2), true],
  ['another part', part(1), false],
  ['its failure', part(2, 'failed'), false],
])('A command is answered by %s', (_what, reply, answered) => {
  const fact = { erasure: 'clock/a', ...reply } as never;
  expect(isAnswer(fact, 'clock/a/part-2/my-shop')).toBe(answered);
});
