import { context } from '@opentelemetry/api';
import { describe, expect, it } from '@jest/globals';
import { eventOf } from '#contracts';
import { owing, type Fact, type FactCollection, type GroupCommit, type Written } from '#storage';
import { contextOf } from '#messaging';
import { FactDoor, type Owed } from './fact-door.js';

const fact: Fact = {
  _id: 'f1',
  type: 'note',
  on: '2026-07-01',
  at: '2026-07-01T06:00:00Z',
  takenAt: new Date(0),
};
const numbered = { ...fact, lane: 'consent/1', n: 1 };
const earlier = { ...fact, lane: 'consent/0', n: 9 };

function door(written: Written | Error): { readonly door: FactDoor; readonly told: unknown[] } {
  const told: unknown[] = [];
  const answer = (): Promise<Written> =>
    written instanceof Error ? Promise.reject(written) : Promise.resolve(written);
  const group = {
    write: answer,
    writeOnce: async (stamped: Fact) =>
      (await answer()) === 'inserted'
        ? { status: 'created', fact: stamped }
        : { status: 'repeated', fact: earlier },
  };
  const owed = {
    stamp: () => numbered,
    settle: (facts: readonly Fact[]) => told.push(['settle', ...facts]),
    void: (facts: readonly Fact[]) => told.push(['void', ...facts]),
  };
  const made = new FactDoor(
    {} as FactCollection,
    group as unknown as GroupCommit<Fact>,
    owed as unknown as Owed,
  );
  return { door: made, told };
}

describe('The number a fact was given in its lane is always accounted for', () => {
  it.each<[string, Written | Error, unknown[]]>([
    ['written: its events go out', 'inserted', [['settle', numbered]]],
    ['there before: the number is void, the earlier fact keeps its own', 'duplicate', [['void', numbered]]],
    ['uncertain: left to the lane, which looks it up', new Error('no answer'), []],
  ])('%s', async (_name, written, expected) => {
    for (const verb of ['write', 'writeOnce'] as const) {
      const { door: tried, told } = door(written);
      await tried[verb](fact).catch(() => undefined);
      expect(told).toEqual(expected);
    }
  });

  it('is void where this one fact cannot be stored', async () => {
    const { door: tried, told } = door({ failed: new Error('too large') });
    await tried.write(fact);
    expect(told).toEqual([['void', numbered]]);
  });
});

describe('The record of an act that makes a fact', () => {
  it.each<[string, Written, boolean]>([
    ['is written with it', 'inserted', true],
    ['is left to the answer where the fact was there before', 'duplicate', false],
  ])('%s', async (_name, written, onRecord) => {
    const [writes, made]: [Fact[], unknown[]] = [[], []];
    const group = {
      writeOnce: async (one: Fact) => (
        writes.push(one),
        { status: written === 'inserted' ? 'created' : 'repeated', fact: one }
      ),
    };
    const owed = { stamp: (one: Fact) => one, settle: () => undefined, void: () => undefined };
    const acts = { of: () => ({ _id: 'a1' }), made: (request: unknown) => made.push(request) };
    const tried = new FactDoor({} as FactCollection, group as never, owed as never, acts as never);
    const request = {} as never;
    await tried.writeOnce(fact, request);
    expect(writes).toEqual([{ ...fact, owes: [], owed: true, audit: { _id: 'a1' } }]);
    expect(made).toEqual(onRecord ? [request] : []);
  });
});

it('what a fact owes carries on the trace of the request that led to it', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const ownTrace = '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const bare = eventOf('consent', 'consent.granted.v1', 'c.1', {}, '2026-07-01T06:00:00Z');
  const owingFact = { ...fact, ...owing(bare, { ...bare, traceparent: ownTrace }) };
  const stamped: Fact[] = [];
  const keep = (one: Fact): Fact => (stamped.push(one), one);
  const group = {
    write: async () => 'inserted',
    writeOnce: async (one: Fact) => ({ status: 'created', fact: one }),
  };
  const owed = {
    stamp: keep,
    settle: () => undefined,
    write: async (facts: readonly Fact[]) => facts.map((one) => (keep(one), 'inserted')),
  };
  const made = new FactDoor({} as FactCollection, group as never, owed as never);
  await context.with(contextOf(traceparent)!, async () => {
    await made.write(owingFact);
    await made.writeOnce(owingFact);
    await made.writeMany([owingFact]);
  });
  await made.write(owingFact);
  expect(stamped.map(({ owes = [] }) => owes.map((event) => event.traceparent))).toEqual([
    [traceparent, ownTrace],
    [traceparent, ownTrace],
    [traceparent, ownTrace],
    [undefined, ownTrace],
  ]);
});
