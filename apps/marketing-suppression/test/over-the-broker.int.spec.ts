import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CloudEvent,
  CollectRequested,
  ConsentGranted,
  ConsentWithdrawn,
  EraseRequested,
  ListRecordsRequested,
  ParticipantReplied,
  SuppressionAdded,
} from '#contracts';
import { CLOCK } from '#service';
import {
  aCustomerRegistered,
  aCustomerRoleEnded,
  aCustomerUpdated,
  anOrderPlaced,
  eventually,
  fixedHashKeys,
} from '#testing';
import { eventOf, Surroundings, type Reply } from './surroundings.js';

let around: Surroundings;

beforeAll(async () => {
  around = await Surroundings.start();
  await eventually(async () => (await check('nobody@example.com')).body.because[0].reason !== 'stale');
}, 60_000);
afterAll(() => around.stop(), 30_000);

const keys = fixedHashKeys();
const refOf = (id: string): string => keys.partyRef('web-store', id);
const customer = (number: string) => ({ source: 'web-store', id: `customer/${number}` });
const fromTheStore = (...events: CloudEvent[]): Promise<void> =>
  around.publish('web-store', 'store.events', events);
const check = (value: string, more: object = {}): Promise<Reply> =>
  around.call('POST', '/v1/send-checks', 'marketing', {
    address: { kind: 'email', value },
    channel: 'email',
    purpose: 'direct-marketing',
    ...more,
  });
const becomes = (value: string, reason: string, more: object = {}): Promise<unknown> =>
  eventually(async () => (await check(value, more)).body.because.at(-1).reason === reason, {
    explain: async () => JSON.stringify((await check(value, more)).body),
  });
const prohibit = async (number: string): Promise<string> => {
  const body = { party: customer(number), scope: { kind: 'all-marketing' }, method: 'phone' };
  return (await around.call('POST', '/v1/prohibitions', 'store', body)).body.suppression;
};
const registered = (number: string, email: string, more: object = {}): CloudEvent =>
  aCustomerRegistered({ customer: number, contact: { email }, ...more });
const business = (number: string, email: string, more: object = {}): CloudEvent =>
  registered(number, email, {
    kind: 'business-contact',
    contact: { email, capacity: 'legal-person' },
    ...more,
  });
const factsOf = (number: string): Promise<Record<string, unknown>[]> =>
  around.facts({ party: refOf(`customer/${number}`) });

const guestOrder = (order: string, email: string, refused: boolean, optOutOffered = true): CloudEvent =>
  anOrderPlaced({
    order,
    buyer: {},
    buyerContact: { email },
    buyerKind: 'consumer',
    productGroups: ['lamps'],
    placedAt: '2026-06-20T12:00:00+03:00',
    addressCollection: { collectedAt: '2026-06-20T12:00:00+03:00', optOutOffered, refused },
  });

const grantOf = (number: string) => ({
  consent: `c-${number}`,
  party: refOf(`customer/${number}`),
  purpose: 'direct-marketing',
  grantedAt: '2026-06-02T09:00:00+03:00',
  method: 'web-form',
  because: [],
});

const withdrawalOf = (number: string) => ({
  withdrawal: `w-${number}`,
  party: refOf(`customer/${number}`),
  purpose: 'direct-marketing',
  consents: [`c-${number}`],
  withdrawnAt: '2026-06-10T09:00:00+03:00',
  method: 'web-form',
  because: [],
});

const told = (): readonly string[] => around.heardOf(SuppressionAdded.type).map(({ id }) => id);

async function command(type: string, id: string, more: object): Promise<ParticipantReplied> {
  const data = { command: id, participant: 'marketing-suppression', replyTo: 'retention', ...more };
  const before = around.heardOf(ParticipantReplied.type).length;
  const key = type.replace('participant', 'marketing-suppression');
  await around.publish('retention', 'seloste.commands', [eventOf('/retention', type, data)], key);
  const replies = await eventually(() => {
    const heard = around.heardOf(ParticipantReplied.type);
    return heard.length > before ? heard : undefined;
  });
  return replies.at(-1)!.data as ParticipantReplied;
}

const erase = (number: string): Promise<ParticipantReplied> =>
  command(EraseRequested.type, `erase-${number}`, { parties: [customer(number)] });

describe('scope.audience – what the store tells of an address decides what it may get', () => {
  const lamps = { productGroup: 'lamps' };

  it.each([
    [
      'bought, was offered the choice, did not refuse',
      guestOrder('501', 'g501@example.com', false),
      'g501@example.com',
      'existing-customer',
    ],
    ['refused', guestOrder('502', 'g502@example.com', true), 'g502@example.com', 'refused-when-collected'],
    [
      'was offered no choice',
      guestOrder('503', 'g503@example.com', false, false),
      'g503@example.com',
      'refusing-not-offered',
    ],
    [
      'is a contact of a business',
      registered('509', 'b509@example.com', { kind: 'business-contact' }),
      'b509@example.com',
      'capacity-unknown',
    ],
    ['is a business', business('504', 'b504@example.com'), 'b504@example.com', 'legal-person'],
  ])('%s', async (_what, event, address, reason) => {
    await fromTheStore(event);
    await becomes(address, reason, lamps);
  });

  it('a business contact whose role ended gets nothing more', async () => {
    await fromTheStore(registered('505', 'b505@example.com', { kind: 'business-contact' }));
    await becomes('b505@example.com', 'capacity-unknown');
    await fromTheStore(aCustomerRoleEnded({ customer: '505', endedAt: '2026-06-25T09:00:00+03:00' }));
    await becomes('b505@example.com', 'work-role-ended');
  });

  it('the same events twice, in any order, are the same facts; no address is stored', async () => {
    const first = registered('506', 'p506@example.com');
    const then = aCustomerUpdated({ customer: '506', contact: { email: 'q506@example.com' } });
    await fromTheStore(then, first, then, first);
    await eventually(async () => (await factsOf('506')).length === 2);
    await fromTheStore(first, then);
    await fromTheStore(registered('507', 'last@example.com'));
    await eventually(async () => (await factsOf('507')).length === 1);
    expect(await factsOf('506')).toHaveLength(2);
    expect(JSON.stringify(await around.facts())).not.toContain('example.com');
  });
});

describe('right.withdraw, basis.consent – consents are followed, in any order', () => {
  it('a withdrawal ends the permission', async () => {
    await fromTheStore(registered('510', 'c510@example.com'));
    await around.consentSays(ConsentGranted.type, grantOf('510'));
    await becomes('c510@example.com', 'consent-given');
    await around.consentSays(ConsentWithdrawn.type, withdrawalOf('510'));
    await becomes('c510@example.com', 'consent-withdrawn');
  });

  it('a withdrawal that comes before the grant it names ends it all the same', async () => {
    await around.consentSays(ConsentWithdrawn.type, withdrawalOf('511'));
    await around.consentSays(ConsentGranted.type, grantOf('511'));
    await fromTheStore(registered('511', 'c511@example.com'));
    await becomes('c511@example.com', 'consent-withdrawn');
  });
});

describe('right.erase-limits, retention.marketing – after an erasure only the hash that keeps the prohibition stays', () => {
  it('an erasure of a prohibited party: its addresses go, the prohibition of them holds, also against a replay', async () => {
    const event = business('520', 'e520@example.com');
    await fromTheStore(event);
    await becomes('e520@example.com', 'legal-person');
    const suppression = await prohibit('520');
    await erase('520');
    expect((await factsOf('520')).map(({ type }) => type)).not.toContain('address.known');
    await becomes('e520@example.com', 'prohibited-all-marketing');
    await fromTheStore(event);
    await fromTheStore(registered('521', 'after@example.com'));
    await eventually(async () => (await factsOf('521')).length === 1);
    await eventually(async () => !(await factsOf('520')).some(({ type }) => type === 'address.known'));
    const { fact } = (await check('e520@example.com')).body.because[0];
    expect(fact.startsWith(suppression)).toBe(true);
  });

  it('also where the service died before it had told the prohibition for the address', async () => {
    await fromTheStore(business('524', 'e524@example.com'));
    await becomes('e524@example.com', 'legal-person');
    const [made] = await around.facts({ suppression: await prohibit('other-524') });
    const { lane: _lane, n: _n, owed: _owed, ...left } = made!;
    const party = refOf('customer/524');
    await around.database.connection
      .db!.collection<{ _id: string; [field: string]: unknown }>('facts')
      .insertOne({ ...left, _id: 'died-524', suppression: 's.died-524', party });
    await erase('524');
    expect((await factsOf('524')).map(({ type }) => type)).not.toContain('address.known');
    expect((await check('e524@example.com')).body.because[0].fact).toMatch(/^s\.died-524\//);
  });

  it('what the party does after the erasure is known anew', async () => {
    await erase('522');
    const registeredAt = '2026-07-02T09:00:00+03:00';
    await fromTheStore(business('522', 'e522@example.com', { registeredAt }));
    await becomes('e522@example.com', 'legal-person');
  });

  it('an erased consent leaves its number in its lane, and nothing else, also where it comes late', async () => {
    const left = (): Promise<Record<string, unknown>[]> => around.facts({ type: 'consent.erased' });
    await around.consentSays(ConsentGranted.type, grantOf('523'));
    await eventually(async () => (await factsOf('523')).length === 1);
    await erase('523');
    expect((await factsOf('523')).map(({ type }) => type)).toEqual(['party.erased']);
    await around.consentSays(ConsentWithdrawn.type, withdrawalOf('523'));
    await eventually(async () => (await left()).length === 2);
    for (const fact of await left())
      expect(Object.keys(fact).sort()).toEqual(['_id', 'at', 'lane', 'n', 'on', 'salt', 'takenAt', 'type']);
  });
});

describe('right.access, right.erase-limits – commands are answered, once', () => {
  it('of a party nobody knows: none', async () => {
    for (const type of [CollectRequested.type, ListRecordsRequested.type, EraseRequested.type]) {
      const reply = await command(type, `none-${type}`, { parties: [customer('unknown')] });
      expect(reply).toMatchObject({
        outcome: 'none',
        participant: 'marketing-suppression',
        replyTo: 'retention',
      });
    }
  });

  it('one that another sends than who is to hear the answer is parked, and carried out by nobody', async () => {
    await fromTheStore(registered('529', 'k529@example.com'));
    await eventually(async () => (await factsOf('529')).length === 1);
    const data = {
      command: 'erase-529',
      participant: 'marketing-suppression',
      replyTo: 'subject-requests',
      parties: [customer('529')],
    };
    const event = eventOf('/retention', EraseRequested.type, data);
    await around.publish('retention', 'seloste.commands', [event], 'marketing-suppression.erase.v1');
    const parked = around.database.connection.collection('parked');
    await eventually(async () => (await parked.countDocuments({ reason: 'command-of-another' })) === 1);
    expect(await factsOf('529')).toHaveLength(1);
  });

  it('collects, lists, and erases all but the prohibition; again it answers the same and spares what came since', async () => {
    await fromTheStore(registered('530', 'k530@example.com'));
    await eventually(async () => (await factsOf('530')).length === 1);
    const suppression = await prohibit('530');
    const parties = [customer('530')];
    const collected = await command(CollectRequested.type, 'collect-530', { parties });
    expect(collected.items?.map(({ kind, record }) => `${kind} ${record}`)).toEqual([
      `prohibition ${suppression}`,
      'customer 530',
    ]);
    const listed = await command(ListRecordsRequested.type, 'list-530', { parties });
    expect(listed.verdicts).toMatchObject([
      { record: suppression, keep: [{ fieldClass: 'suppression' }, { fieldClass: 'permissions' }] },
      { record: '530', erase: ['contact', 'marketing'] },
    ]);
    const retained = {
      outcome: 'retained',
      verdicts: [{ record: suppression, keep: [{ provision: expect.stringContaining('Art. 21(3)') }, {}] }],
    };
    expect(await command(EraseRequested.type, 'erase-530', { parties })).toMatchObject(retained);
    expect((await factsOf('530')).map(({ type }) => type)).not.toContain('address.known');
    expect((await check('k530@example.com')).body.because[0].reason).toBe('prohibited-all-marketing');

    const clock = around.service.app.get<{ now: () => Date }>(CLOCK);
    const { now } = clock;
    clock.now = () => new Date('2026-07-03T09:00:00+03:00');
    try {
      await fromTheStore(aCustomerUpdated({ customer: '530', updatedAt: '2026-07-02T09:00:00+03:00' }));
      await eventually(async () => (await factsOf('530')).some(({ type }) => type === 'address.known'));
      expect(await command(EraseRequested.type, 'erase-530', { parties })).toMatchObject(retained);
      expect((await factsOf('530')).map(({ type }) => type)).toContain('address.known');
    } finally {
      clock.now = now;
    }
  });

  it('erases one record alone where it is named', async () => {
    const order = anOrderPlaced({
      order: '9531',
      buyer: { customer: '531' },
      placedAt: '2026-06-20T12:00:00+03:00',
    });
    await fromTheStore(registered('531', 'r531@example.com'), order);
    await eventually(async () => (await factsOf('531')).length === 2);
    const records = [{ record: '9531', kind: 'order', erase: ['order'], keep: [] }];
    const reply = await command(EraseRequested.type, 'erase-531', { parties: [customer('531')], records });
    expect(reply.outcome).toBe('done');
    expect((await factsOf('531')).flatMap(({ record }) => record ?? [])).toEqual(['531']);
  });
});

describe('bad input in a queue', () => {
  it('is parked with its reason, and the queue goes on', async () => {
    const bad = { ...registered('540', 'x@example.com'), id: 'bad-540' };
    await fromTheStore(
      { ...bad, data: { ...(bad.data as object), kind: 'alien' } },
      registered('541', 'x541@example.com'),
    );
    await eventually(async () => (await factsOf('541')).length === 1);
    const parked = await eventually(async () => {
      const { body } = await around.call('GET', '/v1/ops/parked', 'ops');
      return JSON.stringify(body).includes('/data/kind') ? JSON.stringify(body) : undefined;
    });
    expect(parked).not.toContain('bad-540');
    expect(parked).not.toContain('x@example.com');
    expect(await factsOf('540')).toEqual([]);
  });
});

describe('right.prohibit – prohibitions and addresses that come at the same time', () => {
  it('every address of every prohibited party is told to the marketing service', async () => {
    const numbers = Array.from({ length: 30 }, (_unused, index) => `6${String(index).padStart(2, '0')}`);
    const [ids] = await Promise.all([
      Promise.all(numbers.map(prohibit)),
      fromTheStore(...numbers.map((number) => registered(number, `race${number}@example.com`))),
    ]);
    const expected = numbers.map(
      (number, index) => `${ids[index]}/${keys.addressHash('email', `race${number}@example.com`).hash}`,
    );
    await eventually(() => expected.every((id) => told().includes(id)), {
      explain: () => `missing: ${expected.filter((id) => !told().includes(id)).join(' ')}`,
    });
  });
});
