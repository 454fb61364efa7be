import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EraseRequested, ParticipantReplied } from '#contracts';
import { aCustomerRegistered, eventually, fixedHashKeys } from '#testing';
import { eventOf, Surroundings, type Reply } from './surroundings.js';

const END_OF_TIME = '9999-12-31T23:59:59Z';
const EPOCH = '1970-01-01T00:00:00.000Z';
const earlier = new Date('2026-06-15T09:00:00Z');
const sound = {};

/** Customers as an earlier release or a hand may have left them: all taken in as sound, and some then made so. */
const left: Readonly<Record<string, object>> = {
  '701': sound,
  '702': { at: END_OF_TIME, on: '9999-12-31', takenAt: earlier },
  '703': { at: EPOCH, on: '1970-01-01', takenAt: earlier },
  '704': { takenAt: 'none' },
  '705': sound,
  '706': sound,
};

let around: Surroundings;
const keys = fixedHashKeys();
const refOf = (number: string): string => keys.partyRef('web-store', `customer/${number}`);
const mailOf = (number: string): string => `k${number}@example.com`;
const stored = (number: string) => around.facts({ party: refOf(number), type: 'address.known' });
const change = (filter: object, fields: object) =>
  around.database.connection.db!.collection('facts').updateMany(filter, { $set: fields });
const checkOf = (number: string) => ({
  address: { kind: 'email', value: mailOf(number) },
  channel: 'email',
  purpose: 'direct-marketing',
});

beforeAll(async () => {
  around = await Surroundings.start();
  const events = Object.keys(left).map((customer) =>
    aCustomerRegistered({
      customer,
      registeredAt: '2026-06-01T10:00:00+03:00',
      kind: 'business-contact',
      contact: { email: mailOf(customer), capacity: 'legal-person' },
    }),
  );
  await around.publish('web-store', 'store.events', events);
  for (const [number, fields] of Object.entries(left)) {
    await eventually(async () => (await stored(number)).length === 1);
    if (fields !== sound) await change({ party: refOf(number) }, fields);
  }
  await eventually(async () => (await checkAll(['701'])).body.answers[0].because[0].reason !== 'stale');
}, 60_000);
afterAll(() => around.stop(), 30_000);

const checkAll = (numbers: readonly string[]): Promise<Reply> =>
  around.call('POST', '/v1/send-checks', 'marketing', { checks: numbers.map(checkOf) });

async function erase(number: string): Promise<ParticipantReplied> {
  const id = `erase-${number}`;
  const parties = [{ source: 'web-store', id: `customer/${number}` }];
  const data = { command: id, participant: 'marketing-suppression', replyTo: 'retention', parties };
  const event = eventOf('/retention', EraseRequested.type, data);
  await around.publish('retention', 'seloste.commands', [event], 'marketing-suppression.erase.v1');
  const said = () =>
    around
      .heardOf(ParticipantReplied.type)
      .map((reply) => reply.data as ParticipantReplied)
      .find(({ command }) => command === id);
  return eventually(said);
}

const measured = async (): Promise<readonly string[]> =>
  (await (await fetch(`${around.service.url}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith('seloste_not_computable{'));

describe('promise 6 – one record that cannot be computed stops nobody else', () => {
  test('of many checks its own alone is denied for it, and it is counted by the class of the error', async () => {
    const party = { source: 'web-store', id: 'customer/706' };
    const said = { party, scope: { kind: 'channel', value: 'post' }, method: 'phone' };
    await around.call('POST', '/v1/prohibitions', 'desk', said);
    await change({ party: refOf('706'), type: 'suppression.echoed' }, { takenAt: 'none' });
    const { status, body } = await checkAll(Object.keys(left));
    expect(status).toBe(200);
    const answers = body.answers.map(({ allowed, because }: Reply['body']) => [
      allowed,
      because.at(-1).reason,
    ]);
    expect(answers[3]).toEqual([false, 'not-computable']);
    expect(answers[5]).toEqual([false, 'not-computable']);
    expect(
      new Set(
        answers
          .filter((_answer: unknown, index: number) => index !== 3 && index !== 5)
          .map(([allowed]: [boolean]) => allowed),
      ),
    ).toEqual(new Set([true]));
    expect(await measured()).toEqual(['seloste_not_computable{reason="RangeError"} 2']);
  });
});

describe('right.erase – a date that cannot be true keeps nothing from being erased', () => {
  test.each(['701', '702', '703'])('%s goes at once', async (number) => {
    expect((await erase(number)).outcome).toBe('done');
    expect(await stored(number)).toEqual([]);
  });

  test('what cannot be computed is answered as failed, and is erased when it can', async () => {
    const { outcome, failure } = await erase('704');
    expect([outcome, failure]).toEqual(['failed', 'not-computable']);
    expect(await stored('704')).toHaveLength(1);
    expect(await stored('705')).toHaveLength(1);
  });
});

describe('right.prohibit – a prohibition of the year 9999 holds, and its person can lift it', () => {
  test('by an act from after it was taken in', async () => {
    const party = { source: 'web-store', id: 'customer/705' };
    const said = { party, scope: { kind: 'all-marketing' }, method: 'phone' };
    const { suppression } = (await around.call('POST', '/v1/prohibitions', 'desk', said)).body;
    const when = { at: END_OF_TIME, on: '9999-12-31', takenAt: earlier };
    await change({ party: refOf('705'), type: { $in: ['suppression.added', 'suppression.echoed'] } }, when);
    expect((await checkAll(['705'])).body.answers[0].allowed).toBe(false);
    const lift = (actedAt: string): Promise<Reply> =>
      around.call('POST', `/v1/prohibitions/${suppression}/lift`, 'desk', {
        method: 'letter',
        evidence: { statement: 'a signed letter', reference: 'archive/2026/118', actedAt },
      });
    expect((await lift('2026-06-14T09:00:00Z')).status).toBe(422);
    expect((await lift('2026-06-16T09:00:00Z')).status).toBe(201);
    expect((await checkAll(['705'])).body.answers[0].allowed).toBe(true);
  });
});

const reasonFor = async (value: string): Promise<string> => {
  const check = { address: { kind: 'email', value }, channel: 'email', purpose: 'direct-marketing' };
  return (await around.call('POST', '/v1/send-checks', 'marketing', check)).body.because.at(-1).reason;
};

describe('right.prohibit, promise 8 – an opt-out of an earlier release, hashed with what nobody sees in the address', () => {
  const hidden = 'hid\u200bden@example.com';
  const before = keys.addressHash('email', hidden);
  const address = { kind: 'email', value: hidden };

  beforeAll(async () => {
    const other = {
      address: { kind: 'email', value: 'other@example.com' },
      scope: { kind: 'all-marketing' },
    };
    await around.call('POST', '/v1/prohibitions', 'desk', { ...other, method: 'phone' });
    const then = { 'address.hash': keys.addressHash('email', 'other@example.com').hash };
    expect((await change(then, { address: { kind: 'email', ...before } })).matchedCount).toBe(1);
  });

  test('holds for the address as a list has it', async () => {
    expect(await reasonFor(hidden)).toBe('prohibited-all-marketing');
  });

  test('is matched by a list that is hashed anew', async () => {
    const { body } = await around.call('POST', '/v1/address-hashes', 'marketing', { addresses: [address] });
    expect(body.hashes[0].formerly).toEqual([before]);
  });

  test('means whoever the store names by such an address, at each address of theirs', async () => {
    const contact = { email: hidden, capacity: 'legal-person' } as const;
    const named = aCustomerRegistered({ customer: '708', kind: 'business-contact', contact });
    await around.publish('web-store', 'store.events', [named]);
    await eventually(async () => (await reasonFor('hidden@example.com')) === 'prohibited-all-marketing');
  });
});
