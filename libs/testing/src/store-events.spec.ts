import { describe, expect, test } from '@jest/globals';
import { STORE_EVENT_TYPES, validateEvent } from '#contracts';
import type { CloudEvent } from '#contracts';
import * as builders from './store-events.js';

const built = Object.values(builders).map((build) => (build as () => CloudEvent)());

describe('events built for tests', () => {
  test('cover every type the store publishes, once', () => {
    expect(built.map(({ type }) => type).sort()).toEqual([...STORE_EVENT_TYPES].sort());
  });

  test.each(built.map((event) => [event.type, event] as const))('%s is valid', (_, event) => {
    expect(validateEvent(JSON.parse(JSON.stringify(event)))).toMatchObject({ ok: true, dropped: 0 });
  });

  test('have an id that follows from what they tell', () => {
    expect(builders.anOrderPlaced().id).toBe('order.placed.v1:536365/2026-06-02T10:00:00_03:00/consumer');
    expect(builders.anOrderPlaced({ order: '2' }).id).not.toBe(builders.anOrderPlaced().id);
    expect(new Set(built.map(({ id }) => id)).size).toBe(built.length);
  });

  test('take any other data and envelope', () => {
    const event = builders.anOrderPlaced({ country: 'SE' }, { id: 'mine', traceparent: 't' });
    expect(event).toMatchObject({ id: 'mine', traceparent: 't', data: { country: 'SE', order: '536365' } });
  });
});
