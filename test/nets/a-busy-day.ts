import type { CloudEvent, EraseRequested } from '#contracts';
import type { Reply } from '#participant';
import { aCustomerRegistered, anOrderPlaced, aPublication, aUsageRecorded, eventually } from '#testing';
import type { TestOfficer } from '#testing';
import * as builders from '../../libs/testing/src/store-events.js';
import type { FourServices } from '../harness/four-services.js';
import { SERVICES, type Service } from '../harness/world.js';
import { type WebStore, webStoreOf } from './web-store-of.js';

const patience = { within: 60_000, every: 100 };
const partyOf = (customer: string) => ({ source: 'web-store', id: `customer/${customer}` });
const anna = partyOf('12748');
const email = { kind: 'email', value: 'anna.korhonen@example.com' };
const evidence = { textShown: 'form-7', noticeVersion: 'midare/2018-05-25', method: 'web-form' };
const lines = 1000;

/** Every kind of store event, choice, request, erasure and repair: each service stores all that it can store. */
export async function aBusyDay(four: FourServices, officer: TestOfficer): Promise<void> {
  const store = await webStoreOf(four);
  const day = new Day(four, store);
  await day.intake();
  await day.choices();
  await day.policy(officer);
  await day.requests();
  await day.clock();
  await day.repairs();
  await day.another();
  await day.end();
  await store.close();
}

class Day {
  constructor(
    private readonly four: FourServices,
    private readonly store: WebStore,
  ) {}

  /** All that a store tells, of a customer, of a company's contact and of guests; and enough at once for a lot. */
  async intake(): Promise<void> {
    await this.store.publish([
      ...Object.values(builders).map((build) => build() as CloudEvent<object>),
      aCustomerRegistered({
        customer: '12750',
        kind: 'business-contact',
        contact: {
          name: 'Bo Berg',
          email: 'bo.berg@example.com',
          phone: '+358401234569',
          organisation: 'Berg Oy',
          jobTitle: 'purchaser',
          capacity: 'work-role',
        },
      }),
      builders.aCustomerRoleChanged({ customer: '12750' }),
      builders.aCustomerRoleEnded({ customer: '12750' }),
      anOrderPlaced({
        order: '1',
        buyer: {},
        recipient: {},
        buyerContact: { name: 'Gun Guest', email: 'gun@example.com' },
      }),
      aCustomerRegistered({ customer: '12751', registeredAt: '2005-01-01T10:00:00+02:00' }),
    ]);
    const bulk = Array.from({ length: lines }, (_, n) =>
      aUsageRecorded({ usage: `bulk-${n}`, customer: '12752' }),
    );
    await this.ask('retention', 'store', '/v1/events', bulk);
    await this.stored('retention', { type: 'usage.recorded.v1' }, lines + 1);
    await this.stored('consent', { type: 'party.described' }, 7);
    await this.stored('marketing-suppression', { type: 'address.known' }, 5);
  }

  async choices(): Promise<void> {
    const marketing = { party: anna, purpose: 'direct-marketing', channel: 'email' };
    await this.ask('consent', 'store', '/v1/consents', { ...marketing, evidence });
    const disclosure = { purpose: 'disclosure-direct-marketing', recipient: 'marketing-partner' };
    await this.ask('consent', 'desk', '/v1/consents', { party: anna, ...disclosure, evidence });
    await this.ask('consent', 'desk', '/v1/consents/withdrawals', {
      party: anna,
      ...disclosure,
      method: 'phone',
    });
    const check = { address: email, channel: 'email', purpose: 'direct-marketing' };
    const link = await eventually(async () => {
      const answer = await this.ask<{ headers?: Record<string, string> }>(
        'marketing-suppression',
        'marketing',
        '/v1/send-checks',
        check,
      );
      return /\/v1\/unsubscribe\/[^>]+/.exec(JSON.stringify(answer.headers ?? {}))?.[0];
    }, patience);
    const clicked = await fetch(
      this.four.member('marketing-suppression').service.url + link.replace(/[\\"].*$/, ''),
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      },
    );
    if (!clicked.ok) throw new Error(`one click: ${clicked.status} ${await clicked.text()}`);
    const scope = { kind: 'channel', value: 'phone' };
    const prohibited = await this.ask<{ suppression: string }>(
      'marketing-suppression',
      'desk',
      '/v1/prohibitions',
      {
        party: anna,
        scope,
        method: 'phone',
        since: '2026-07-01T08:00:00+03:00',
      },
    );
    const lift = `/v1/prohibitions/${prohibited.suppression}/lift`;
    const said = { statement: 'called', reference: 'call-1', actedAt: '2026-07-01T08:30:00+03:00' };
    await this.ask('marketing-suppression', 'desk', lift, { method: 'phone', evidence: said });
    await this.stored('consent', { type: 'suppression.lifted' }, 1);
    await this.stored('marketing-suppression', { type: 'consent.withdrawn' }, 1);
  }

  async policy(officer: TestOfficer): Promise<void> {
    const body = aPublication(officer, { validFrom: '2026-07-02', on: '2026-07-01' });
    await this.ask('consent', 'officer', '/v1/policies', body);
    for (const service of SERVICES) await this.stored(service, { type: 'policy.published' }, 1);
  }

  /** An access request with an answer, then erasures: of all that there is, of what no law keeps, and of nothing. */
  async requests(): Promise<void> {
    const access = await this.open('access', '12748');
    const item = { record: '12748', kind: 'customer', category: 'contact', source: 'web-store' } as const;
    const values = [{ field: 'name', value: 'Anna Virtanen' }];
    await this.store.answer(({ command }) => command === `${access}/collect/web-store`, {
      outcome: 'done',
      items: [{ ...item, provenance: 'provided', values }],
    });
    await this.closed(access);
    for (const customer of ['12748', '12750', '79999']) {
      const erasure = await this.open('erasure', customer);
      await this.store.answer(({ command }) => command === `${erasure}/erase/web-store`, erasedAsTold);
      await this.closed(erasure);
    }
  }

  async clock(): Promise<void> {
    await eventually(async () => {
      const { ordered } = await this.ask<{ ordered: number }>('retention', 'officer', '/v1/sweeps', {});
      return ordered > 0;
    }, patience);
    await this.store.answer(({ command }) => command.startsWith('clock/'), erasedAsTold);
    await this.stored('retention', { type: 'erasure.completed' }, 1);
  }

  async repairs(): Promise<void> {
    await this.store.publishRaw('customer.registered.v1', 'no event');
    await this.store.publish([{ ...builders.aContactLogged(), data: { contact: 'x' } }]);
    const parked = await eventually(async () => {
      const items = await this.parked();
      return items.length >= 2 && items;
    }, patience);
    await this.ask('retention', 'ops', `/v1/ops/parked/${parked[0]!._id}/replay`, {});
    await this.ask('retention', 'ops', `/v1/ops/parked/${parked[1]!._id}/discard`, { reason: 'no event' });
    await this.ask('consent', 'ops', '/v1/ops/keys/rewrap', {});
  }

  /** A second instance comes and goes. */
  async another(): Promise<void> {
    const second = await this.four.member('consent').another({});
    await second.stop();
    await eventually(async () => {
      const followed = this.db('marketing-suppression').collection('followed_lanes');
      return (await followed.countDocuments({ closedAt: { $exists: true } })) > 0;
    }, patience);
  }

  /** Nothing is owed any more, and all is sealed. */
  async end(): Promise<void> {
    for (const service of SERVICES) {
      const facts = this.db(service).collection('facts');
      const open = { $or: [{ owed: true }, { seal: null }] };
      await eventually(async () => (await facts.countDocuments(open)) === 0, patience);
      const leases = this.db(service).collection('leases');
      await eventually(
        async () =>
          (await leases.countDocuments({ roundAt: { $exists: true }, journaled: { $exists: true } })) > 0,
        patience,
      );
    }
  }

  private async ask<T>(service: Service, role: string, path: string, body: unknown): Promise<T> {
    const answer = await this.four.ask(service, role, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  private async open(kind: 'access' | 'erasure', customer: string): Promise<string> {
    const body = { kind, party: partyOf(customer), identity: { method: 'known-to-desk' } };
    return (await this.ask<{ request: string }>('subject-requests', 'desk', '/v1/requests', body)).request;
  }

  private async closed(request: string): Promise<void> {
    await this.stored('subject-requests', { type: 'request.closed', request }, 1);
  }

  private async parked(): Promise<readonly { _id: string }[]> {
    const found = await this.db('retention').collection('parked').find({ state: 'parked' }).toArray();
    return found.map(({ _id }) => ({ _id: String(_id) }));
  }

  private async stored(service: Service, filter: object, least: number): Promise<void> {
    const facts = this.db(service).collection('facts');
    await eventually(async () => (await facts.countDocuments(filter)) >= least, {
      ...patience,
      explain: async () =>
        `${service} has ${await facts.countDocuments(filter)} of ${least}: ${JSON.stringify(filter)}`,
    });
  }

  private db(service: Service) {
    return this.four.member(service).database.connection.db!;
  }
}

const erasedAsTold = ({ records = [] }: EraseRequested): Reply =>
  records.length === 0 ? { outcome: 'none' } : { outcome: 'retained', verdicts: records };
