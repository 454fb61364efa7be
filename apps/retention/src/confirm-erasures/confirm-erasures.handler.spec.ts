import { expect, test } from '@jest/globals';
import type { Fact } from '#storage';
import { repliesTo } from '#participant';
import { ConfirmErasuresHandler } from './confirm-erasures.handler.js';

const clock = { now: () => new Date('2026-07-01T06:00:00Z') };
const ordered = { _id: 'clock/abc', type: 'erasure.ordered', participants: ['my-shop', 'consent'] };
const inParts = { ...ordered, _id: 'clock/def', parts: { participant: 'my-shop', sizes: [5000, 1] } };
const completed = { _id: 'completed/clock/abc', type: 'erasure.completed' };

test.each<[string, string, string, string, boolean]>([
  ['of who was asked', 'my-shop', 'clock/abc/my-shop', 'done', true],
  ['to one part', 'my-shop', 'clock/def/part-2/my-shop', 'done', true],
  ['of who is asked in one beside parts', 'consent', 'clock/def/consent', 'done', true],
  ['to a part that was not sent', 'my-shop', 'clock/def/part-3/my-shop', 'reply-to-no-command', false],
  ['to the whole of what was sent in parts', 'my-shop', 'clock/def/my-shop', 'reply-to-no-command', false],
  ['to a part of what was sent in one', 'my-shop', 'clock/abc/part-1/my-shop', 'reply-to-no-command', false],
  ['of who was not', 'web-store', 'clock/abc/web-store', 'reply-from-one-not-asked', false],
  ['to no order', 'my-shop', 'clock/xyz/my-shop', 'reply-to-no-command', false],
  ['to another fact', 'my-shop', 'completed/clock/abc/my-shop', 'reply-to-no-command', false],
  ['under the name of another', 'my-shop', 'clock/abc/consent', 'reply-for-another', false],
])('A reply %s: %#', async (_whose, participant, command, outcome, stored) => {
  const appended: Fact[] = [];
  const facts = {
    findByIds: (ids: readonly string[]) =>
      Promise.resolve(
        new Map(
          [ordered, inParts, completed].flatMap((one) => (ids.includes(one._id) ? [[one._id, one]] : [])),
        ),
      ),
    collection: { find: () => ({ toArray: () => Promise.resolve([]) }) },
  };
  const factLog = {
    append: (all: readonly Fact[]) => {
      appended.push(...all);
      return Promise.resolve(all.map((fact) => ({ outcome: 'inserted', fact })));
    },
  };
  const handler = new ConfirmErasuresHandler(facts as never, factLog as never, clock as never, {} as never);
  const asked = { command, replyTo: 'retention' } as const;
  const [event] = repliesTo(participant, asked, { outcome: 'none' }, '9999-12-31T23:59:59-23:59');
  const judge = async (redelivered: boolean) => {
    const [answer] = await handler.confirm([{ event: event!, redelivered }]);
    return answer!.kind === 'done' ? 'done' : `${answer!.kind} ${answer!.reason}`;
  };
  const first = outcome === 'reply-to-no-command' ? 'retry' : 'park';
  expect(await judge(false)).toBe(outcome === 'done' ? 'done' : `${first} ${outcome}`);
  expect(await judge(true)).toBe(outcome === 'done' ? 'done' : `park ${outcome}`);
  const dated = ['2026-07-01T06:00:00.000Z', '2026-07-01'];
  expect(appended.map(({ at, on }) => [at, on])).toEqual(stored ? [dated, dated] : []);
});
