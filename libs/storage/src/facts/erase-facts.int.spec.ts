import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { planUses, testDatabase } from '#testing';
import type { TestDatabase } from '#testing';
import { commitmentOf } from '../ledger/fact-commitment.js';
import type { ErasureNote } from '../ledger/erasure-note.js';
import { createIndexes } from '../create-indexes.js';
import type { Fact } from './fact.js';
import { FactCollection } from './fact-collection.js';
import { factIndexes } from './fact.schema.js';

jest.setTimeout(30_000);

let database: TestDatabase;
let facts: FactCollection<Told>;
beforeAll(async () => {
  database = await testDatabase('erased');
  await createIndexes(database.connection, factIndexes());
  facts = new FactCollection<Told>(database.connection);
});
afterAll(() => database.drop());
beforeEach(() => facts.collection.deleteMany({}));

const because = { reason: 'erased', occasion: 'r-1/erase/consent' };

describe('what is erased leaves a note of its commitment, and nothing else', () => {
  test('whole facts: the note names neither the fact nor the person', async () => {
    await facts.insertMany([aFact('web-store/order/8812'), aFact('web-store/order/8813')]);
    const leaf = await commitmentNow('web-store/order/8812');
    expect(await facts.erase({ _id: 'web-store/order/8812' }, because)).toBe(1);
    expect(await facts.findById('web-store/order/8812')).toBeUndefined();
    expect(await facts.findById('web-store/order/8813')).toBeDefined();
    const [note] = await notes();
    expect(note).toMatchObject({ leaves: [leaf], because });
    expect(note).not.toHaveProperty('successors');
    expect(JSON.stringify(note)).not.toContain('8812');
  });

  test('many facts: all of them, each noted once', async () => {
    const many = Array.from({ length: 1203 }, (_, index) => aFact(`m-${index}`));
    await facts.insertMany(many);
    const leaves = (await facts.collection.find().toArray()).flatMap((fact) => commitmentOf(fact) ?? []);
    expect(await facts.erase({ type: 'told' }, because)).toBe(1203);
    expect((await notes()).flatMap((note) => note.leaves).sort()).toEqual(leaves.sort());
    expect(await facts.collection.countDocuments({ type: 'told' })).toBe(0);
  });

  test('parts of a fact: what is left has a new salt, no seal, and is the noted successor', async () => {
    await facts.insertMany([aFact('a')]);
    await facts.collection.updateOne({ _id: 'a' }, { $set: { seal: 7 } });
    const before = await facts.findById('a');
    const leaf = await commitmentNow('a');
    await facts.strip({ _id: 'a' }, { unset: ['order'], set: { type: 'emptied' } }, because);
    const after = await facts.findById('a');
    expect(after).toMatchObject({ type: 'emptied', at: before!.at });
    expect(after).not.toHaveProperty('order');
    expect(after).not.toHaveProperty('seal');
    expect(after!.salt!.toString('hex')).not.toBe(before!.salt!.toString('hex'));
    expect(await notes()).toMatchObject([
      { leaves: [leaf], successors: [await commitmentNow('a')], because },
    ]);
  });

  test('a second time there is nothing to do, and nothing is noted', async () => {
    await facts.insertMany([aFact('a'), aFact('b')]);
    for (let time = 0; time < 2; time++) {
      await facts.strip({ _id: 'a' }, { unset: ['order'] }, because);
      await facts.erase({ _id: 'b' }, because);
    }
    expect(await notes()).toHaveLength(2);
  });

  test('nothing goes without its note', async () => {
    await facts.insertMany([aFact('a')]);
    const broken = new FactCollection<Told>(database.connection);
    jest.spyOn(broken, 'insertMany').mockRejectedValue(new Error('away'));
    await expect(broken.erase({ _id: 'a' }, because)).rejects.toThrow('away');
    await expect(broken.strip({ _id: 'a' }, { unset: ['order'] }, because)).rejects.toThrow('away');
    expect(await facts.findById('a')).toMatchObject({ order: '8812' });
  });

  test('a fact of a version before the ledger goes without one: no seal holds it', async () => {
    await facts.collection.insertOne(aFact('old'));
    await facts.strip({ _id: 'old' }, { unset: ['order'] }, because);
    expect(await facts.erase({ _id: 'old' }, because)).toBe(1);
    expect((await notes()).flatMap((note) => note.successors ?? [])).toEqual([]);
  });
});

test('what has no seal yet is found by an index', async () => {
  await facts.insertMany([aFact('a'), aFact('b')]);
  await facts.collection.updateOne({ _id: 'a' }, { $set: { seal: 1 } });
  const plan = await planUses(facts.collection.find({ seal: null } as object));
  expect(plan).toMatchObject({
    indexes: ['seal'],
    scansCollection: false,
    documentsExamined: 1,
    returned: 1,
  });
});

interface Told extends Fact {
  readonly order?: string;
}

const aFact = (_id: string): Told => ({
  _id,
  type: 'told',
  order: '8812',
  at: '2026-07-01T09:00:00.000Z',
  on: '2026-07-01',
  takenAt: new Date('2026-07-01T09:00:01Z'),
});

const notes = async (): Promise<ErasureNote[]> =>
  (await facts.collection.find({ type: 'ledger.erased' }).toArray()) as unknown as ErasureNote[];

const commitmentNow = async (id: string): Promise<string> => commitmentOf((await facts.findById(id))!)!;
