import { describe, expect, test } from '@jest/globals';
import type { MessageHandler } from '@nestjs/microservices';
import {
  contracts,
  CustomerRegistered,
  CustomerUpdated,
  EraseRequested,
  LaneWatermark,
  OrderPlaced,
  ParticipantReplied,
  SuppressionAdded,
} from '#contracts';
import { groupHandlers, hearWatermarks } from './group-handlers.js';
import { done, park } from './outcome.js';

const handler = (extras?: object, next?: MessageHandler): MessageHandler =>
  Object.assign(() => Promise.resolve([]), { extras, next });
const group = Symbol('one');
const heard: unknown[] = [];
const watermarks = hearWatermarks(async (some) => void heard.push(...some), 10);
const grouped = (handlers: readonly (readonly [string, MessageHandler])[], counts: readonly string[] = []) =>
  groupHandlers(new Map(handlers), {
    service: { name: 'consent', counts },
    known: contracts,
    batchSize: 500,
    call: async (_, queue, batch) => batch.map(() => park(queue)),
    watermarks,
  });

describe('who handles what', () => {
  test.each<[string, string, MessageHandler, string]>([
    ['a handler without a group', OrderPlaced.type, handler(), 'use @OnEvents'],
    ['a type without a contract', 'a.b.v1', handler({ group }), 'no contract for a.b.v1'],
    ['two of the same type', OrderPlaced.type, handler({ group }, handler()), 'two handlers claim'],
  ])('refuses %s', (_, type, one, why) => {
    expect(() => grouped([[type, one]])).toThrow(why);
  });

  test('each type comes in the queue that its publisher feeds, and those of one method together', async () => {
    const other = Symbol('other');
    const byQueue = grouped([
      [OrderPlaced.type, handler({ group })],
      [CustomerUpdated.type, handler({ group })],
      [CustomerRegistered.type, handler({ group: other, batch: 7 })],
      [SuppressionAdded.type, handler({ group })],
      [ParticipantReplied.type, handler({ group })],
      [EraseRequested.type, handler({ group })],
    ]);
    expect([...byQueue].map(([queue, types]) => [queue, [...types.keys()]])).toEqual([
      ['consent.intake', [OrderPlaced.type, CustomerUpdated.type, CustomerRegistered.type]],
      ['consent.events', [SuppressionAdded.type]],
      ['consent.replies', [ParticipantReplied.type]],
      ['consent.commands', [EraseRequested.type]],
    ]);
    const intake = byQueue.get('consent.intake')!;
    expect(intake.get(OrderPlaced.type)).toBe(intake.get(CustomerUpdated.type));
    expect(intake.get(CustomerRegistered.type)?.batch).toBe(7);
    const events = byQueue.get('consent.events')!.get(SuppressionAdded.type)!;
    expect(events).not.toBe(intake.get(OrderPlaced.type));
    expect(await events.run([{ event: {} as never, redelivered: false }])).toEqual([park('consent.events')]);
  });

  test('hears watermarks where the service knows by them how current it is, and else none', async () => {
    const handlers = [[SuppressionAdded.type, handler({ group })]] as const;
    expect([...grouped(handlers).get('consent.events')!.keys()]).toEqual([SuppressionAdded.type]);
    const byQueue = grouped(handlers, [SuppressionAdded.type]);
    const event = { time: '2026-07-01T12:00:00Z', source: '/a', data: { lane: 'a/1' } } as never;
    expect(
      await byQueue
        .get('consent.events')
        ?.get(LaneWatermark.type)
        ?.run([{ event, redelivered: false }]),
    ).toEqual([done]);
    expect(heard).toEqual([{ lane: 'a/1', told: '2026-07-01T12:00:00Z' }]);
  });

  test('hears of a lane from the service alone whose it is, also where it is closed', async () => {
    heard.length = 0;
    const marks = ['a', 'b', 'a-b', 'b'].map((source, through) => ({
      event: { source: `/${source}`, data: { lane: 'b/b.done.v1/1', through, closed: true } } as never,
      redelivered: false,
    }));
    const foreign = park('not-its-lane');
    expect(await watermarks.run(marks)).toEqual([foreign, done, foreign, done]);
    expect(heard.map((one) => (one as LaneWatermark).through)).toEqual([1, 3]);
  });
});
