import { describe, expect, jest, test } from '@jest/globals';
import { StorageBusyError, TransientStorageError } from '../storage-errors.js';
import type { Fact, Written } from './fact.js';
import { GroupCommit } from './group-commit.js';
import type { SharedCallsOptions } from './shared-calls.js';

describe('concurrent writes share a bulk write', () => {
  test('what comes in one turn of the event loop goes out together', async () => {
    const { commit, disk } = aGroupCommit();
    const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => commit.write(aFact(id))));
    expect(outcomes).toEqual(['inserted', 'inserted', 'inserted']);
    expect(disk.batches).toEqual([['a', 'b', 'c']]);
  });

  test('what nobody waits for gathers for a while, over many turns', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const { commit, disk } = aGroupCommit({ gatherMs: 100 });
      const first = commit.write(aFact('a'));
      await turn();
      const second = commit.write(aFact('b'));
      await turn();
      jest.advanceTimersByTime(99);
      expect(disk.batches).toEqual([]);
      jest.advanceTimersByTime(1);
      await Promise.all([first, second]);
      expect(disk.batches).toEqual([['a', 'b']]);
    } finally {
      jest.useRealTimers();
    }
  });

  test('at most two are in flight; who comes meanwhile joins the next one', async () => {
    const { commit, disk } = aGroupCommit();
    disk.hold();
    const first = commit.write(aFact('1'));
    await turn();
    const second = commit.write(aFact('2'));
    await turn();
    const joined = ['3', '4', '5'].map((id) => commit.write(aFact(id)));
    await turn();
    expect(disk.batches).toEqual([['1'], ['2']]);
    disk.release();
    await Promise.all([first, second, ...joined]);
    expect(disk.batches).toEqual([['1'], ['2'], ['3', '4', '5']]);
  });

  test('no batch is larger than it may be', async () => {
    const { commit, disk } = aGroupCommit({ largestBatch: 2 });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => commit.write(aFact(id))));
    expect(disk.batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
  });

  test('what is too much for one batch goes out in two at once', async () => {
    const { commit, disk } = aGroupCommit({ largestBatch: 2 });
    disk.hold();
    const writes = ['a', 'b', 'c', 'd', 'e'].map((id) => commit.write(aFact(id)));
    await turn();
    expect(disk.batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    disk.release();
    await Promise.all(writes);
  });

  test('no one is answered before the batch is durable', async () => {
    const { commit, disk } = aGroupCommit();
    disk.hold();
    let answered = false;
    const write = commit.write(aFact('a')).then(() => (answered = true));
    await turn();
    await turn();
    expect(answered).toBe(false);
    disk.release();
    await write;
  });

  test('a bad fact fails alone', async () => {
    const { commit } = aGroupCommit();
    const [good, bad] = await Promise.all([commit.write(aFact('good')), commit.write(aFact('bad'))]);
    expect(good).toBe('inserted');
    expect(bad).toEqual({ failed: new Error('bad') });
  });

  test('a lost database fails the batch and not the next one', async () => {
    const { commit, disk } = aGroupCommit();
    disk.away = true;
    await expect(commit.write(aFact('a'))).rejects.toThrow(TransientStorageError);
    disk.away = false;
    await expect(commit.write(aFact('a'))).resolves.toBe('inserted');
  });

  test('too many waiting are turned away at once', async () => {
    const { commit, disk } = aGroupCommit({ mostWaiting: 2 });
    disk.hold();
    const kept = [commit.write(aFact('a')), commit.write(aFact('b'))];
    await expect(commit.write(aFact('c'))).rejects.toThrow(StorageBusyError);
    disk.release();
    await Promise.all(kept);
  });

  test('a graceful stop can wait until nothing is left', async () => {
    const { commit, disk } = aGroupCommit({ largestBatch: 1 });
    void commit.write(aFact('a'));
    void commit.write(aFact('b'));
    void commit.write(aFact('c'));
    await commit.idle();
    expect(disk.stored.size).toBe(3);
    await commit.idle();
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

const aFact = (_id: string, more: Partial<Fact> = {}): Fact => ({
  _id,
  type: 'consent.granted.v1',
  on: '2026-06-30',
  at: '2026-06-30T09:00:00+03:00',
  takenAt: new Date('2026-06-30T06:00:01Z'),
  ...more,
});

function aGroupCommit(options?: SharedCallsOptions) {
  const disk = new Disk();
  return { disk, commit: new GroupCommit<Fact>(disk, options) };
}

class Disk {
  readonly batches: string[][] = [];
  readonly stored = new Map<string, Fact>();
  away = false;
  private gate: Promise<void> = Promise.resolve();
  release: () => void = () => undefined;

  hold(): void {
    this.gate = new Promise((resolve) => (this.release = resolve));
  }

  async insertMany(facts: readonly Fact[]): Promise<readonly Written[]> {
    this.batches.push(facts.map(({ _id }) => _id));
    await this.gate;
    if (this.away) throw new TransientStorageError('away');
    return facts.map((fact) => {
      if (fact._id === 'bad') return { failed: new Error('bad') };
      if (this.stored.has(fact._id)) return 'duplicate';
      this.stored.set(fact._id, fact);
      return 'inserted';
    });
  }
}
