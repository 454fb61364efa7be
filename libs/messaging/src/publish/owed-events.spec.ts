import { expect, test } from '@jest/globals';
import { context } from '@opentelemetry/api';
import { Registry } from 'prom-client';
import type { CloudEvent } from '#contracts';
import { silentLog } from '../ports.js';
import { contextOf } from '../trace/trace-context.js';
import { numbered, OwedEvents } from './owed-events.js';
import type { PublishOutcome } from './outgoing.js';
import type { OwedFact } from './owed-store.js';

const since = new Date(0);

const event: CloudEvent = {
  specversion: '1.0',
  id: 'e',
  source: '/consent',
  type: 'consent.granted.v1',
  time: '',
  data: {},
};

function relaying(
  owedFacts: number,
  keep: (facts: readonly OwedFact[]) => Promise<void> = async () => undefined,
  outcome: PublishOutcome = 'confirmed',
) {
  const owed = new Map<string, OwedFact>(
    Array.from({ length: owedFacts }, (_, n) => [`f-${n}`, { _id: `f-${n}`, owed: true, owes: [event] }]),
  );
  let pages = 0;
  // A mark is read once a majority has it: a moment after it was written.
  const marked: string[] = [];
  const showMarks = (): void => marked.splice(0).forEach((id) => owed.delete(id));
  const store = {
    name: 'facts',
    keep,
    owedBefore: async (_before: Date, limit: number) => {
      pages += 1;
      const found = [...owed.values()].slice(0, limit);
      showMarks();
      return found;
    },
    owedSummary: async () => {
      showMarks();
      return { owed: owed.size, oldest: since };
    },
    markSettled: async (ids: readonly string[], until: 'written' | 'readable') => {
      marked.push(...ids);
      if (until === 'readable') showMarks();
    },
  };
  const events = new OwedEvents({
    facts: [store],
    publisher: { publish: async (items) => items.map(() => outcome) },
    log: silentLog,
    metrics: new Registry(),
    everyMs: 3_600_000,
  });
  const round = async (): Promise<void> => {
    events.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { events, round, stop: () => events.stop(), left: () => owed.size, pages: () => pages };
}

test('what an alarm left, however much it is, goes out page after page, not one a second', async () => {
  const { round, stop, left, pages } = relaying(1700);
  await round();
  expect([left(), pages()]).toEqual([0, 4]);
  await stop();
});

test('a page that is not kept is not followed by another before the next round', async () => {
  const { round, stop, left, pages } = relaying(1700, () => Promise.reject(new Error('an alarm')));
  await round();
  expect([left(), pages()]).toEqual([1700, 1]);
  await stop();
});

test('what is out with the broker and not kept stays owed until it is kept', async () => {
  let away = true;
  const kept: string[] = [];
  const { round, stop, left } = relaying(2, async (facts) => {
    if (away) throw new Error('away');
    kept.push(...facts.map(({ _id }) => _id));
  });
  await round();
  expect([left(), kept]).toEqual([2, []]);
  await stop();
  away = false;
  await round();
  expect([left(), kept]).toEqual([0, ['f-0', 'f-1']]);
  await stop();
});

test.each([
  ['confirmed', 0],
  ['failed', 1],
  ['unroutable', 1],
] as const)('after an event was %s, %i fact owes it still', async (outcome, still) => {
  const { round, stop, left } = relaying(1, undefined, outcome);
  await round();
  await stop();
  expect(left()).toBe(still);
});

test('what a fact owes carries on the trace of the request or the message that led to it', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const ownTrace = '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const fact = { _id: 'f', owes: [event, { ...event, traceparent: ownTrace }] };
  const { events } = relaying(0);
  const stamped = [context.with(contextOf(traceparent)!, () => events.stamp(fact)), events.stamp(fact)];
  expect(stamped.map(({ owes }) => owes.map((one) => one.traceparent))).toEqual([
    [traceparent, ownTrace],
    [undefined, ownTrace],
  ]);
});

test.each([
  ['of its type', 'consent/consent.granted.v1/1', 'consent.granted.v1', true],
  [
    'of a newer version, which this one relays after it was rolled back',
    'consent/consent.granted.v2/1',
    'consent.granted.v2',
    true,
  ],
  ['of an older version, which nobody numbers any more', 'consent/thing.noted.v1/1', 'thing.noted.v1', true],
  ['of no one type, as before lanes had types', 'consent/1', 'consent.granted.v1', true],
  ['of another type', 'consent/consent.granted.v1/1', 'collect.requested.v1', false],
])('What a fact owes goes out under the fact’s number in a lane %s', (_, lane, type, isNumbered) => {
  const out = numbered({ ...event, type }, { _id: 'f', lane, n: 7 });
  expect(out).toEqual({ ...event, type, ...(isNumbered && { lane, lanesequence: 7 }) });
});
