import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type PartyId, validateEvent } from '#contracts';
import { commandIdFor, repliesTo, routingKeyOfReply } from '#participant';
import { aCustomerRegistered, brokerPassword, eventually } from '#testing';
import { type FourServices, fourServices } from './harness/four-services.js';
import { asStore, type OwnStore } from './harness/own-store.js';
import type { Service } from './harness/world.js';

jest.setTimeout(150_000);
const patience = { within: 60_000, every: 100 };

let four: FourServices;
let webStore: OwnStore;
let myShop: OwnStore;
beforeAll(async () => {
  four = await fourServices({ STORES: 'web-store,my-shop' });
  const { vhost } = four.around;
  const open = (name: string) => asStore(name, vhost.amqpUrlFor(name, brokerPassword(name)));
  [webStore, myShop] = await Promise.all([open('web-store'), open('my-shop')]);
});
afterAll(async () => {
  await Promise.all([webStore.close(), myShop.close()]);
  await four.stop();
});

const party = (source: string): PartyId => ({ source, id: 'customer/12748' });

async function open(kind: 'access' | 'erasure', source: string): Promise<Response> {
  const body = { kind, party: party(source), identity: { method: 'logged-in' } };
  return four.ask('subject-requests', 'desk', '/v1/requests', body);
}

async function requestOf(kind: 'access' | 'erasure', source: string): Promise<string> {
  return ((await (await open(kind, source)).json()) as { readonly request: string }).request;
}

async function shown(request: string): Promise<{ readonly state: string; readonly waitingFor: string[] }> {
  const token = await four.around.token({ role: 'desk', sub: 'desk-1' });
  const url = `${four.member('subject-requests').service.url}/v1/requests/${request}`;
  return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).json() as never;
}

const told = (source: string) => ({ ...aCustomerRegistered({}, { id: 'registered-12748' }), source });

const parkedAt = (service: Service): Promise<readonly string[]> =>
  four
    .member(service)
    .database.connection.collection('parked')
    .find()
    .toArray()
    .then((all) => all.map(({ reason }) => String(reason)));

async function tellOverHttp(source: string, eventSource = `/${source}`): Promise<number> {
  const token = await four.around.token({ role: 'store', sub: 'shop', source });
  const event = { ...aCustomerRegistered({}, { id: `over-http-${source}` }), source: eventSource };
  expect(validateEvent(event)).toMatchObject({ ok: true });
  const { status } = await fetch(`${four.member('retention').service.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify([event]),
  });
  return status;
}

describe('Two stores that take part at once', () => {
  test('each is asked about its own customers, and the other hears nothing of it', async () => {
    const request = await requestOf('access', 'my-shop');
    const command = await myShop.command(({ command: id }) => id.startsWith(request));
    expect(command.data).toMatchObject({
      command: commandIdFor(`${request}/collect`, 'my-shop'),
      participant: 'my-shop',
      parties: [party('my-shop')],
    });
    await eventually(async () => (await shown(request)).waitingFor.join() === 'my-shop', patience);
    await myShop.answer(command, { outcome: 'none' });
    await eventually(async () => (await shown(request)).state === 'closed', patience);

    const other = await requestOf('access', 'web-store');
    await webStore.command(({ command: id }) => id.startsWith(other));
    for (const [store, name] of [
      [webStore, 'web-store'],
      [myShop, 'my-shop'],
    ] as const)
      expect(new Set(store.commands.map(({ data }) => data.participant))).toEqual(new Set([name]));
    expect(webStore.commands.some(({ data }) => data.command.startsWith(request))).toBe(false);
  });

  test('the same number at each is another person', async () => {
    await webStore.publish(told('/web-store'));
    await myShop.publish(told('/my-shop'));
    const facts = four.member('retention').database.connection.collection('facts');
    const known = await eventually(async () => {
      const found = await facts.find({ partyId: 'customer/12748' }).toArray();
      return found.length === 2 && found;
    }, patience);
    expect(known.map(({ source }) => source as string).sort()).toEqual(['my-shop', 'web-store']);
    expect(new Set(known.map(({ party }) => party as string)).size).toBe(2);
  });

  test('neither speaks in the other’s name, nor answers for it', async () => {
    await myShop.publish({ ...aCustomerRegistered({}, { id: 'not-mine' }), source: '/web-store' });
    await eventually(async () => (await parkedAt('retention')).includes('source-mismatch'), patience);
    const request = await requestOf('access', 'web-store');
    const { data } = await webStore.command(({ command: id }) => id.startsWith(request));
    const [reply] = repliesTo('my-shop', data, { outcome: 'none' }, new Date().toISOString());
    await myShop.publish(reply!, routingKeyOfReply(reply!));
    await eventually(
      async () => (await parkedAt('subject-requests')).includes('reply-for-another'),
      patience,
    );
    expect((await shown(request)).waitingFor).toContain('web-store');
  });

  test('nor does what it says of the time stay: a reply has the day on which it came', async () => {
    const request = await requestOf('access', 'my-shop');
    const { data } = await myShop.command(({ command: id }) => id.startsWith(request));
    for (const event of repliesTo('my-shop', data, { outcome: 'none' }, '9999-12-31T23:59:59-23:59'))
      await myShop.publish(event, routingKeyOfReply(event));
    await eventually(async () => (await shown(request)).state === 'closed', patience);
    const facts = four.member('subject-requests').database.connection.collection('facts');
    const days = await facts.distinct('on', { request, type: 'participant.replied' });
    expect(days).toEqual(['2026-07-01']);
  });

  test.each([
    ['collect', 'reply-from-one-not-asked'],
    // An access asks nobody to judge.
    ['judge', 'reply-to-no-command'],
  ] as const)('nor puts anything into the file of another’s customer: %s', async (step, reason) => {
    const request = await requestOf('access', 'my-shop');
    const asked = await myShop.command(({ command: id }) => id.startsWith(request));
    const forged = {
      command: commandIdFor(`${request}/${step}`, 'web-store'),
      replyTo: 'subject-requests',
    } as const;
    const item = {
      record: 'forged-1',
      kind: 'order',
      category: 'order',
      source: 'web-store',
      provenance: 'observed',
      values: [{ field: 'note', value: 'forged' }],
    } as const;
    const reply = { outcome: 'done', items: [item], verdicts: [] } as const;
    for (const event of repliesTo('web-store', forged, reply, new Date().toISOString()))
      await webStore.publish(event, routingKeyOfReply(event));
    const notAsked = async (): Promise<boolean> =>
      (await parkedAt('subject-requests')).filter((one) => one === reason).length === 1;
    await eventually(notAsked, patience);
    await myShop.answer(asked, { outcome: 'none' });
    await eventually(async () => (await shown(request)).state === 'closed', patience);
    const token = await four.around.token({ role: 'desk', sub: 'desk-1' });
    const url = `${four.member('subject-requests').service.url}/v1/requests/${request}/package`;
    const handedOut = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect([handedOut.status, await handedOut.text()]).toEqual([200, expect.not.stringContaining('forged')]);
  });

  test('over HTTP each tells its own events, and whoever is not registered none', async () => {
    expect([await tellOverHttp('my-shop'), await tellOverHttp('my-shop', '/web-store')]).toEqual([202, 403]);
    expect(await tellOverHttp('their-shop')).toBe(403);
  });

  test('a request about a source that takes no part is refused, and no command is sent', async () => {
    const { status } = await open('erasure', 'their-shop');
    expect(status).toBe(422);
  });
});
