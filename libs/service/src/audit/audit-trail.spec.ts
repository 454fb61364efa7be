import { describe, expect, it } from '@jest/globals';
import type { FactCollection, GroupCommit, Written } from '#storage';
import type { AuditRecord } from './audit-record.js';
import { AuditTrail } from './audit-trail.js';

const record = { _id: 'a-1' } as AuditRecord;

function aTrail(write: () => Promise<Written>) {
  const told: AuditRecord[] = [];
  let searches = 0;
  const cursor = { sort: () => cursor, limit: () => cursor, toArray: async () => [record] };
  const find = () => ((searches += 1), cursor);
  const trail = new AuditTrail(
    { collection: { find } } as unknown as FactCollection<AuditRecord>,
    { write: () => Promise.reject(new Error('no copy')) } as unknown as GroupCommit<AuditRecord>,
    { write } as unknown as GroupCommit<AuditRecord>,
    [],
    { now: () => new Date(), today: () => '2026-11-23' },
    { tell: (one) => void told.push(one) },
  );
  return { trail, told, searches: () => searches };
}

describe('A record that a fact bears', () => {
  it('is waited for by who asks the trail while it is on its way', async () => {
    const arriving: ((written: Written) => void)[] = [];
    const { trail, searches } = aTrail(() => new Promise((resolve) => void arriving.push(resolve)));
    const taken = trail.take([record]);
    const found = trail.find({ limit: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(searches()).toBe(0);
    arriving[0]?.('inserted');
    await taken;
    expect(await found).toEqual([record]);
  });

  it.each<[string, Written, readonly AuditRecord[]]>([
    ['is told to the journal where it was not there', 'inserted', [record]],
    ['is told once only where a crash has it taken twice', 'duplicate', []],
  ])('%s', async (_name, written, expected) => {
    const { trail, told } = aTrail(async () => written);
    await trail.take([record]);
    expect(told).toEqual(expected);
  });

  it('is not taken where it cannot be stored, and keeps nobody who asks from an answer', async () => {
    const { trail } = aTrail(async () => ({ failed: new Error('refused') }));
    const taken = trail.take([record]);
    const found = trail.find({ limit: 1 });
    await expect(taken).rejects.toThrow('refused');
    expect(await found).toEqual([record]);
  });
});
