import { expect, test } from '@jest/globals';
import type { Fact } from '#storage';
import { repliesTo } from '#participant';
import { ConfirmErasuresHandler } from './confirm-erasures.handler.js';

const ordered = { _id: 'clock/abc', type: 'erasure.ordered', participants: ['my-shop', 'consent'] };

const clock = { now: () => new Date('2026-07-01T06:00:00Z') };

test.each<[string, string, string, string, boolean]>([
  ['of who was asked', 'my-shop', 'clock/abc/my-shop', 'done', true],
  ['of who was not', 'web-store', 'clock/abc/web-store', 'reply-from-one-not-asked', false],
  ['to an order that is not known yet', 'web-store', 'clock/xyz/web-store', 'done', true],
  ['under the name of another', 'my-shop', 'clock/abc/consent', 'reply-for-another', false],
])('A reply %s: %#', async (_whose, participant, command, outcome, stored) => {
  const appended: Fact[] = [];
  const facts = {
    findByIds: (ids: readonly string[]) =>
      Promise.resolve(new Map(ids.includes(ordered._id) ? [[ordered._id, ordered]] : [])),
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
  const [answer] = await handler.confirm([{ event: event!, redelivered: false }]);
  expect(answer!.kind === 'park' ? answer!.reason : answer!.kind).toBe(outcome);
  expect(appended.map(({ at, on }) => [at, on])).toEqual(
    stored ? [['2026-07-01T06:00:00.000Z', '2026-07-01']] : [],
  );
});
