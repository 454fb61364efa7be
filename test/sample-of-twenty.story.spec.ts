import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ReplayRun, startReplay } from './harness/replay-run.js';
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

let run: ReplayRun;

beforeAll(async () => {
  run = await startReplay(undefined, { STORE_TODAY: TODAY, SEED });
  await run.settled(150_000);
}, 240_000);

afterAll(async () => {
  await run?.stop();
}, 60_000);

describe('retention.customer, basis.law – twenty parties, worked out by hand for 1 July 2026', () => {
  test.each(EXPECTED.map((expected) => [expected.party, expected] as const))(
    '%s',
    async (party, expected) => {
      const { status, body } = await run.world.call<Clocks>('retention', 'POST', '/v1/clocks', {
        role: 'officer',
        body: { party: { source: 'web-store', id: party } },
      });
      expect(status).toBe(200);
      expect(seen(expected.party, body)).toEqual(wanted(expected));
    },
  );

  test('somebody nobody has heard of is a clear answer', async () => {
    const { status, body } = await run.world.call('retention', 'POST', '/v1/clocks', {
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
