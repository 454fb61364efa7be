import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '#testing';
import { startWorld, type World } from './harness/world.js';
import { EXPECTED, type ExpectedParty, SEED, TODAY } from './sample-of-twenty/expected.js';

interface Clocks {
  readonly relationship: { readonly state: string; readonly endsOn: string };
  readonly records: readonly {
    readonly record: string;
    readonly kind: string;
    readonly on: string;
    readonly state?: string;
    readonly clocks: readonly { fieldClass: string; dueOn: string | null }[];
    readonly keptAgainstErasure: readonly { fieldClass: string; until?: string }[];
  }[];
}

let world: World;

beforeAll(async () => {
  world = await startWorld({ clock: `${TODAY}T09:00:00+03:00`, services: ['retention'] });
  await world.startExample('web-store', { STORE_TODAY: TODAY, SEED, REPLAY: '1' });
  const summary = () =>
    world.call<{ stale: number; customers: number }>('retention', 'GET', '/v1/summary', { role: 'ops' });
  await eventually(
    async () => {
      const { body } = await summary();
      return body.customers >= 853 && body.stale === 0;
    },
    { within: 120_000, every: 250, explain: async () => JSON.stringify((await summary()).body) },
  );
}, 200_000);

afterAll(async () => {
  await world?.stop();
}, 60_000);

describe('retention.customer, basis.law – twenty parties, worked out by hand for 1 July 2026', () => {
  test.each(EXPECTED.map((expected) => [expected.party, expected] as const))(
    '%s',
    async (party, expected) => {
      const { status, body } = await world.call<Clocks>('retention', 'POST', '/v1/clocks', {
        role: 'officer',
        body: { party: { source: 'web-store', id: party } },
      });
      expect(status).toBe(200);
      expect(seen(expected.party, body)).toEqual(wanted(expected));
    },
  );

  test('somebody nobody has heard of is a clear answer', async () => {
    const { status, body } = await world.call('retention', 'POST', '/v1/clocks', {
      role: 'officer',
      body: { party: { source: 'web-store', id: 'customer/1' } },
    });
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: 'urn:seloste:problem:party-unknown' });
  });
});

function seen(party: string, { relationship, records }: Clocks) {
  const orders = records.filter(({ kind, state }) => kind === 'order' && !isReturn(state));
  const contact = records
    .find(({ kind }) => kind === 'customer')
    ?.clocks.find(({ fieldClass }) => fieldClass === 'contact');
  const voucherDays = records
    .filter(({ kind }) => kind === 'invoice')
    .flatMap(({ keptAgainstErasure }) => keptAgainstErasure.map(({ until }) => until ?? 'open'));
  return {
    orders: orders.length,
    states: tally(orders.map(({ state }) => state ?? 'none')),
    returnsWithoutOrder: records.filter(({ kind, state }) => kind === 'order' && isReturn(state)).length,
    relationship: { state: relationship.state, endsOn: relationship.endsOn },
    contactDueOn: party.startsWith('customer/') ? contact?.dueOn : undefined,
    invoicesKeptByLawUntil: tally(voucherDays),
  };
}

function wanted(expected: ExpectedParty) {
  return {
    orders: expected.orders,
    states: expected.states,
    returnsWithoutOrder: expected.returnsWithoutOrder,
    relationship: { state: 'active', endsOn: expected.relationshipEndsOn },
    contactDueOn: expected.party.startsWith('customer/') ? expected.contactDueOn : undefined,
    invoicesKeptByLawUntil: expected.invoicesKeptByLawUntil,
  };
}

const isReturn = (state: string | undefined): boolean => state === 'returned' || state === 'part-returned';

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
