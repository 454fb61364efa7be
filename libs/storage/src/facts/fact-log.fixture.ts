import { describe, expect, test } from '@jest/globals';
import { FactLog, type FactStore, noOutbox } from './fact-log.js';
import type { Fact } from './fact.js';

export const aFact = (_id: string, more: Partial<Fact> = {}): Fact => ({
  _id,
  type: 'consent.granted.v1',
  on: '2026-06-30',
  at: '2026-06-30T09:00:00+03:00',
  takenAt: new Date('2026-06-30T06:00:01Z'),
  ...more,
});

/** What holds of an append, whatever store the facts go to. `bad` makes a fact that the store cannot take. */
export function appendsOnce(name: string, store: () => FactStore<Fact>, bad: () => Fact): void {
  const log = (): FactLog => new FactLog(store(), noOutbox);

  describe(`each fact has its own outcome: ${name}`, () => {
    test('in a batch, in their order', async () => {
      await log().append([aFact('old')]);
      const appended = await log().append([aFact('a'), aFact('old'), bad(), aFact('a'), aFact('b')]);
      expect(appended.map(({ outcome }) => outcome)).toEqual([
        'inserted',
        'duplicate',
        'failed',
        'duplicate',
        'inserted',
      ]);
    });

    test('an empty batch has none', async () => {
      expect(await log().append([])).toEqual([]);
    });

    test.each<[string, Partial<Fact>, Partial<Fact>, string]>([
      ['the same request again', { requestHash: 'one' }, { requestHash: 'one' }, 'duplicate'],
      ['another request under its id', { requestHash: 'one' }, { requestHash: 'two' }, 'conflict'],
      ['one that was no request, under its id', { requestHash: 'one' }, {}, 'conflict'],
      ['what was no request, again', {}, {}, 'duplicate'],
    ])('of one fact or of several alike: %s', async (_, first, again, outcome) => {
      const one = log();
      expect(await one.append(aFact('k', first))).toMatchObject({ outcome: 'inserted' });
      const later = aFact('k', { ...again, at: '2026-07-01T09:00:00+03:00' });
      const repeated = [await one.append(later), ...(await one.append([later]))];
      // The fact that holds is the first one.
      const holds = { outcome, fact: expect.objectContaining({ _id: 'k', at: aFact('k').at }) };
      expect(repeated).toEqual([holds, holds]);
    });

    test('of requests that come at once, each its own', async () => {
      const one = log();
      const facts = [aFact('x'), aFact('x'), bad(), aFact('y')];
      const appended = await Promise.all(facts.map((fact) => one.append(fact)));
      expect(appended.map(({ outcome }) => outcome)).toEqual(['inserted', 'duplicate', 'failed', 'inserted']);
    });
  });
}
