import { describe, expect, test } from '@jest/globals';
import type { MessageHandler } from '@nestjs/microservices';
import { LaneWatermark } from '#contracts';
import { EXAMPLES } from '#participant';
import { topologyOf } from '../topology/topology.js';
import { groupHandlers, hearWatermarks } from './group-handlers.js';
import { done } from './outcome.js';

const handler = (extras?: object, next?: MessageHandler): MessageHandler =>
  Object.assign(() => Promise.resolve([]), { extras, next });
const group = Symbol('one');
const heard: unknown[] = [];
const watermarks = hearWatermarks(async (some) => void heard.push(...some), 10);
const grouped = (handlers: readonly (readonly [string, MessageHandler])[]) =>
  groupHandlers(
    new Map(handlers),
    'consent',
    topologyOf(EXAMPLES),
    500,
    async (_, batch) => batch.map(() => done),
    watermarks,
  );

describe('who handles what', () => {
  test.each<[string, string, MessageHandler, string]>([
    ['a handler without a queue', 'order.placed.v1', handler(), 'names no queue'],
    ['a queue nobody declared', 'x/y.z.v1', handler({ queue: 'x', group }), 'not in the topology'],
    [
      'another service’s queue',
      'retention.intake/a.b.v1',
      handler({ queue: 'retention.intake', group }),
      'belongs to retention',
    ],
    ['a queue that parks', 'consent.dead/a.b.v1', handler({ queue: 'consent.dead', group }), 'no handlers'],
    [
      'two of the same queue and type',
      'consent.intake/a.b.v1',
      handler({ queue: 'consent.intake', group }, handler()),
      'two handlers claim',
    ],
  ])('refuses %s', (_, pattern, one, why) => {
    expect(() => grouped([[pattern, one]])).toThrow(why);
  });

  test('keeps the types of one method together, and the same type on two queues apart', () => {
    const other = Symbol('other');
    const byQueue = grouped([
      ['consent.intake/a.b.v1', handler({ queue: 'consent.intake', group })],
      ['consent.intake/c.d.v1', handler({ queue: 'consent.intake', group })],
      ['consent.events/a.b.v1', handler({ queue: 'consent.events', group: other, batch: 7 })],
    ]);
    const intake = byQueue.get('consent.intake');
    expect(intake?.get('a.b.v1')).toBe(intake?.get('c.d.v1'));
    expect(byQueue.get('consent.events')?.get('a.b.v1')).not.toBe(intake?.get('a.b.v1'));
    expect(byQueue.get('consent.events')?.get('a.b.v1')?.batch).toBe(7);
  });

  test('hears watermarks where no handler does', async () => {
    const byQueue = grouped([['consent.events/a.b.v1', handler({ queue: 'consent.events', group })]]);
    const event = { time: '2026-07-01T12:00:00Z', data: { lane: 'a/1' } } as never;
    expect(
      await byQueue
        .get('consent.events')
        ?.get(LaneWatermark.type)
        ?.run([{ event, redelivered: false }]),
    ).toEqual([done]);
    expect(heard).toEqual([{ lane: 'a/1', told: '2026-07-01T12:00:00Z' }]);
  });
});
