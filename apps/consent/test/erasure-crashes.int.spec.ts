import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EraseRequested } from '#contracts';
import { parsePolicy } from '#policy';
import { createIndexes, FactCollection, factIndexes, FactLog, MemoryKeys, noOutbox, Sealer } from '#storage';
import {
  aCustomerRegistered,
  aCustomerUpdated,
  anOrderPlaced,
  fixedHashKeys,
  testDatabase,
  type TestDatabase,
} from '#testing';
import { PartyErasure } from '../src/answer-commands/party-erasure.js';
import { aGrant, aWithdrawal } from '../src/consent-facts.builder.js';
import type { ConsentServiceFact, DirectoryFact, GrantFact } from '../src/consent-facts.js';
import { isDirectory } from '../src/consent-facts.js';
import { keyOwnerOf } from '../src/directory-key.js';
import { DirectoryWriter } from '../src/directory-writer.js';
import { describeParty } from '../src/keep-directory/describe-party.decision.js';
import { openContract } from '../src/open-contract-basis/open-contract.decision.js';

const path = 'policies/midare/2018-05-25/policy.yaml';
const policies = [parsePolicy(readFileSync(path, 'utf8'), path)];
const clock = { now: () => new Date('2026-07-01T06:00:00Z'), today: () => '2026-07-01' } as never;
const keys = fixedHashKeys();
const sealer = new Sealer(new MemoryKeys());
const ORDERED_AT = '2026-06-01T00:00:00.000Z';

let database: TestDatabase;
let facts: FactCollection<ConsentServiceFact>;
beforeAll(async () => {
  database = await testDatabase('erasure_crashes');
  await createIndexes(database.connection, factIndexes());
  facts = new FactCollection(database.connection);
});
afterAll(() => database.drop());

const refOf = (customer: string): string => keys.partyRef('web-store', `customer/${customer}`);
const written = (given: FactCollection<ConsentServiceFact> = facts): DirectoryWriter =>
  new DirectoryWriter(given, new FactLog(given, noOutbox), keys, sealer, policies, clock);
const newer = (customer: string, id = `new-${customer}`) =>
  describeParty(
    aCustomerUpdated(
      { customer, updatedAt: '2026-06-20T10:00:00+03:00', contact: { email: 'new@example.com' } },
      { id },
    ),
  );

/** A party with acts from before the erasure and one from after it, and a proof that nothing keeps any more. */
async function known(customer: string): Promise<readonly ConsentServiceFact[]> {
  const party = refOf(customer);
  await written().write([
    describeParty(aCustomerRegistered({ customer }, { id: `old-${customer}` })),
    openContract(
      anOrderPlaced({ order: `O-${customer}`, buyer: { customer }, placedAt: '2026-05-20T10:00:00+03:00' }),
    ),
    newer(customer),
  ]);
  const [grant, withdrawal] = [`c.${customer}`, `w.${customer}`];
  const evidence = await sealer.seal(party, 'proof', { textShown: 'form-7', noticeVersion: 'v' });
  await facts.insertMany([
    aGrant({ _id: grant, party, at: '2019-01-01T07:00:00Z', evidence }),
    aWithdrawal({ _id: withdrawal, party, at: '2019-02-01T07:00:00Z', consents: [grant] }),
  ]);
  return facts.ofParty(party);
}

function erase(customer: string, given = facts, by = sealer) {
  const command = {
    command: `erase-${customer}`,
    parties: [{ source: 'web-store', id: `customer/${customer}` }],
  };
  return new PartyErasure(given, new FactLog(given, noOutbox), keys, by, policies, clock).erase({
    ...command,
    actsUpTo: ORDERED_AT,
    lawKeeps: true,
  } as unknown as EraseRequested);
}

/** What can be read of each fact, and of what it was before; the names of the party left out. */
async function stateOf(customer: string, before: readonly ConsentServiceFact[]) {
  const now = await facts.ofParty(refOf(customer));
  const opens = async (all: readonly ConsentServiceFact[]) => {
    const sealed = all.filter(isDirectory).filter(({ ownId }) => ownId !== undefined);
    const own = await Promise.all(
      sealed.map((fact) => sealer.open(fact.ownId!, keyOwnerOf(fact), 'directory')),
    );
    const proofs = all.flatMap((fact) =>
      fact.type === 'consent.granted' && fact.evidence ? [fact.evidence] : [],
    );
    const proven = await Promise.all(proofs.map((one) => sealer.open(one, refOf(customer), 'proof')));
    return [...own, ...proven].map((value) => (value === 'shredded' ? value : 'open'));
  };
  return {
    before: await opens(before),
    now: await opens(now),
    told: now
      .filter(isDirectory)
      .map((fact) =>
        [fact.act, 'addresses' in fact, 'values' in fact, 'order' in fact, 'keptByLaw' in fact].join(' '),
      )
      .sort(),
    evidence: now.some((fact) => (fact as GrantFact).evidence !== undefined),
  };
}

const done = {
  before: ['shredded', 'shredded', 'shredded', 'shredded'],
  now: ['open'],
  told: [
    'ordered false false false true',
    'registered false false false false',
    'updated false false false false',
    'updated true true false false',
  ],
  evidence: false,
};

/** Whose `nth` write fails: before it does anything, or after it has done it. */
function breaking<T extends object>(
  target: T,
  methods: readonly string[],
  fails: () => 'before' | 'after' | undefined,
): T {
  return new Proxy(target, {
    get(whole, name) {
      const value: unknown = Reflect.get(whole, name);
      if (typeof value !== 'function') return value;
      const call = value.bind(whole) as (...args: unknown[]) => unknown;
      if (!methods.includes(String(name))) return call;
      return async (...args: unknown[]) => {
        const how = fails();
        if (how === 'before') throw new Error('killed');
        const result = await call(...args);
        if (how === 'after') throw new Error('killed');
        return result;
      };
    },
  });
}

describe('right.erase – an erasure that is killed at any step is finished by its repetition, and said done only then', () => {
  it.each(['before', 'after'] as const)(
    'killed %s each of its writes',
    async (how) => {
      let steps = 0;
      for (let nth = 1; ; nth += 1) {
        const customer = `${how}-${nth}`;
        const before = await known(customer);
        steps = 0;
        const fails = () => ((steps += 1) === nth ? how : undefined);
        const reply = await erase(
          customer,
          breaking(facts, ['insertTombstones', 'insertMany', 'strip'], fails),
          breaking(sealer, ['shred'], fails),
        ).catch(() => 'no reply');
        if (steps < nth) break;
        expect(reply).toBe('no reply');
        expect(await erase(customer)).toMatchObject({ outcome: 'done' });
        expect(await stateOf(customer, before)).toEqual(done);
      }
      // The tombstone, the new key's fact, the old key, three strips, the proof's key and the proof.
      expect(steps).toBe(8);
    },
    60_000,
  );
});

describe('right.erase – what the person does after an erasure is under a key of its own', () => {
  it('whichever comes first, the act or the erasure, the old key is gone and the new act can be read', async () => {
    for (let round = 0; round < 15; round += 1) {
      const customer = `race-${round}`;
      await written().write([describeParty(aCustomerRegistered({ customer }, { id: `old-${customer}` }))]);
      const before = await facts.ofParty(refOf(customer));
      await Promise.all([erase(customer), written().write([newer(customer)])]);
      const { before: old, now } = await stateOf(customer, before);
      expect([round, old, now]).toEqual([round, ['shredded'], ['open']]);
    }
  }, 30_000);

  it('also where it was written by somebody who crashed before looking for the erasure', async () => {
    const customer = 'crashed';
    await written().write([describeParty(aCustomerRegistered({ customer }, { id: 'old-crashed' }))]);
    let looks = 0;
    const blind = breaking(facts, ['ofParties'], () => ((looks += 1) === 2 ? 'before' : undefined));
    await expect(written(blind).write([newer(customer)])).rejects.toThrow('killed');
    const eraserThatDoesNotSeeIt = new Proxy(facts, {
      get: (whole, name) =>
        name === 'ofParties'
          ? async (refs: string[], types?: string[]) =>
              (await whole.ofParties(refs, types)).filter((fact) => (fact as DirectoryFact).act !== 'updated')
          : ((Reflect.get(whole, name) as (...args: never[]) => unknown).bind?.(whole) ??
            Reflect.get(whole, name)),
    });
    await erase(customer, eraserThatDoesNotSeeIt);
    await written().write([newer(customer)]);
    expect((await stateOf(customer, [])).now).toEqual(['open']);
  });

  it('and the next erasure takes that key too', async () => {
    const customer = 'twice';
    await known(customer);
    await erase(customer);
    await written().write([newer(customer, 'again-twice')]);
    const before = (await facts.ofParty(refOf(customer))).filter(
      (fact) => isDirectory(fact) && fact.ownId !== undefined,
    );
    expect((await stateOf(customer, before)).before).toEqual(['open', 'open']);
    await new PartyErasure(facts, new FactLog(facts, noOutbox), keys, sealer, policies, clock).erase({
      command: 'erase-twice-2',
      parties: [{ source: 'web-store', id: 'customer/twice' }],
      actsUpTo: '2026-07-01T00:00:00.000Z',
    } as unknown as EraseRequested);
    expect(await stateOf(customer, before)).toMatchObject({ before: ['shredded', 'shredded'], now: [] });
    expect((await facts.ofParty(refOf(customer))).some((fact) => 'keptByLaw' in fact)).toBe(false);
  });
});
