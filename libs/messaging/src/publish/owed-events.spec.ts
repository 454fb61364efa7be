import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { CloudEvent } from '#contracts';
import { silentLog } from '../ports.js';
import { OwedEvents } from './owed-events.js';
import type { PublishOutcome } from './outgoing.js';
import type { OwedFact } from './owed-store.js';

type TakeAudit = (records: readonly object[]) => Promise<void>;

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
  journalTakes = () => true,
  takeAudit?: TakeAudit,
  outcome: PublishOutcome = 'confirmed',
) {
  const owed = new Map<string, OwedFact>(
    Array.from({ length: owedFacts }, (_, n) => [
      `f-${n}`,
      { _id: `f-${n}`, owed: true, owes: [event], ...(takeAudit && { audit: { n } }) },
    ]),
  );
  let pages = 0;
  // A mark is read once a majority has it: a moment after it was written.
  const marked: string[] = [];
  const showMarks = (): void => marked.splice(0).forEach((id) => owed.delete(id));
  const store = {
    name: 'facts',
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
  const journal = {
    append: async () => {
      if (!journalTakes()) throw new Error('an alarm');
    },
  };
  const events = new OwedEvents({
    facts: [store],
    publisher: { publish: async (items) => items.map(() => outcome) },
    journal,
    log: silentLog,
    metrics: new Registry(),
    everyMs: 3_600_000,
    ...(takeAudit && { takeAudit }),
  });
  const round = async (): Promise<void> => {
    events.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { round, stop: () => events.stop(), left: () => owed.size, pages: () => pages };
}

test('what an alarm left, however much it is, is told to the journal page after page, not one a second', async () => {
  const { round, stop, left, pages } = relaying(1700);
  await round();
  expect([left(), pages()]).toEqual([0, 4]);
  await stop();
});

test('a page that the journal does not take is not followed by another before the next round', async () => {
  const { round, stop, left, pages } = relaying(1700, () => false);
  await round();
  expect([left(), pages()]).toEqual([1700, 1]);
  await stop();
});

test('what a crash left before the audit trail had its record stays owed until the trail has it', async () => {
  let away = true;
  const taken: object[] = [];
  const { round, stop, left } = relaying(
    2,
    () => true,
    async (records) => {
      if (away) throw new Error('away');
      taken.push(...records);
    },
  );
  await round();
  expect([left(), taken]).toEqual([2, []]);
  await stop();
  away = false;
  await round();
  expect([left(), taken]).toEqual([0, [{ n: 0 }, { n: 1 }]]);
  await stop();
});

test.each([
  ['confirmed', 0],
  ['failed', 1],
  ['unroutable', 1],
] as const)('after an event was %s, %i fact owes it still', async (outcome, still) => {
  const { round, stop, left } = relaying(1, () => true, undefined, outcome);
  await round();
  await stop();
  expect(left()).toBe(still);
});
