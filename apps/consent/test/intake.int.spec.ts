import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EraseRequested, normaliseAddress, type PartyId } from '#contracts';
import type { Decision } from '#policy';
import {
  aCustomerRegistered,
  aCustomerUpdated,
  anAccountActivated,
  anOrderPlaced,
  eventually,
  fixedHashKeys,
} from '#testing';
import type { DirectoryFact } from '../src/consent-facts.js';
import { RunningConsent } from './running-consent.js';

const keys = fixedHashKeys();
const party = (id: string): PartyId => ({ source: 'web-store', id });
const ref = (id: string): string => keys.partyRef('web-store', id);
const emailHash = (email: string): object => ({
  kind: 'email',
  ...keys.addressHash('email', normaliseAddress('email', email)!),
});

let consent: RunningConsent;
beforeAll(async () => {
  consent = await RunningConsent.start();
}, 60_000);
afterAll(() => consent.stop());

const directoryOf = (id: string): Promise<DirectoryFact[]> =>
  consent.facts
    .find({ party: ref(id) })
    .sort({ at: 1 })
    .toArray() as Promise<DirectoryFact[]>;
const decide = async (id: string): Promise<Decision> =>
  (
    await consent.post<Decision>(
      '/v1/decisions',
      { party: party(id), purpose: 'service-delivery', category: 'contact' },
      'store',
    )
  ).body;

describe('data.contact – the directory keeps values sealed, and addresses by their hash alone', () => {
  it('holds no clear value of a registration, and the notice that was in force', async () => {
    await consent.tell(aCustomerRegistered());
    const [fact] = await directoryOf('customer/12748');
    expect(fact).toMatchObject({
      act: 'registered',
      kind: 'consumer',
      country: 'FI',
      via: 'subject',
      notice: 'midare/2018-05-25',
      on: '2026-05-02',
      addresses: [emailHash('anna.virtanen@example.com'), { kind: 'phone' }],
    });
    expect(Object.keys(fact?.values ?? {})).toEqual(['name', 'email', 'phone']);
    const everything = JSON.stringify(await consent.facts.find().toArray());
    expect(everything).not.toMatch(/Anna|example\.com|40123|customer\/12748/);
  });

  it('takes the same event in once, and what another told beside it', async () => {
    const before = await consent.facts.countDocuments();
    await consent.tell(
      aCustomerRegistered(),
      aCustomerRegistered(),
      aCustomerUpdated(),
      anAccountActivated(),
    );
    expect(await consent.facts.countDocuments()).toBe(before + 2);
  });
});

describe('data.registration – a user id is a way to find a person', () => {
  it('finds the party whose account it is', async () => {
    await consent.tell(anAccountActivated({ user: 'user-900', customer: '900' }));
    const find = async (value: string): Promise<readonly PartyId[]> =>
      (
        await consent.post<{ parties: PartyId[] }>('/v1/parties/find', {
          address: { kind: 'user-id', value },
        })
      ).body.parties;
    expect(await find('user-900')).toEqual([party('customer/900')]);
    expect(await find('user-901')).toEqual([]);
  });
});

describe('basis.contract – an order opens the basis, told once or often, before its customer or after', () => {
  it('names the order', async () => {
    const order = { order: 'O-1', buyer: { customer: '555' } };
    expect(await decide('customer/555')).toMatchObject({
      allowed: false,
      because: [{ reason: 'party-unknown' }],
    });
    await consent.tell(anOrderPlaced(order), anOrderPlaced(order, { id: 'told-again' }));
    expect(await directoryOf('customer/555')).toHaveLength(1);
    const decision = await decide('customer/555');
    expect(decision).toMatchObject({ allowed: true, policyVersion: 'midare/2018-05-25' });
    expect(decision.because[1]).toMatchObject({
      element: 'basis.contract',
      statements: ['basis.contract'],
      fact: 'O-1',
    });
  });

  it('knows a guest by the order', async () => {
    await consent.tell(
      anOrderPlaced({ order: 'O-2', buyer: {}, buyerContact: { email: 'Guest@Example.com' } }),
    );
    const [fact] = await directoryOf('buyer/O-2');
    expect(fact).toMatchObject({ order: 'O-2', addresses: [emailHash('guest@example.com')] });
    expect((await decide('buyer/O-2')).allowed).toBe(true);
  });
});

const erase = (command: string): Promise<unknown> =>
  consent.command(EraseRequested.type, { command, parties: [party('customer/777')] });

describe('A late fact of a party that was erased after it keeps only what is legally held', () => {
  const customer = { customer: '777' };
  it('keeps that there was an order and its day, not its number, no contact; what comes after the erasure is a new incarnation', async () => {
    await erase('erase-777');
    await consent.tell(
      aCustomerRegistered(customer),
      anOrderPlaced({ order: 'O-7', buyer: customer, buyerContact: { email: 'late@example.com' } }),
    );
    const late = (await directoryOf('customer/777')).filter(({ type }) => type !== ('party.erased' as never));
    expect(late.map(({ values, ownId, addresses, kind }) => [values, ownId, addresses, kind])).toEqual([
      [undefined, undefined, undefined, undefined],
      [undefined, undefined, undefined, undefined],
    ]);
    const orders = late.filter((fact) => fact.type === 'contract.opened');
    expect(orders.map(({ order, keptByLaw, on }) => [order, keptByLaw, on])).toEqual([
      [undefined, true, '2026-06-02'],
    ]);
    expect((await decide('customer/777')).because[0]?.reason).toBe('no-contract-open');

    // The store's clock runs a little ahead of the pinned one: a registration after the erasure.
    await consent.tell(aCustomerRegistered({ ...customer, registeredAt: '2026-07-01T09:03:00+03:00' }));
    const found = await consent.post<{ parties: PartyId[] }>('/v1/parties/find', {
      address: { kind: 'email', value: 'anna.virtanen@example.com' },
    });
    expect(found.body.parties).toContainEqual(party('customer/777'));
  });
});

describe('What cannot be taken in is parked with its reason, and the rest goes through', () => {
  it('parks a missing field, and takes the next in', async () => {
    const { registeredAt: _gone, ...data } = aCustomerRegistered().data;
    const bad = { ...aCustomerRegistered({}, { id: 'bad-1' }), data } as never;
    const parkedTypes = async (): Promise<string[]> =>
      (await consent.connection.db!.collection('parked').find().toArray())
        .map(({ reason }) => String(reason))
        .sort();
    await consent.tellWithoutWaiting(bad);
    await consent.tell(aCustomerRegistered({ customer: '888' }));
    expect(await directoryOf('customer/888')).toHaveLength(1);
    await eventually(async () => (await parkedTypes()).length >= 1);
    expect(await parkedTypes()).toEqual(['invalid']);
  });
});
