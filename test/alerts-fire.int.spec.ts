import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Policy } from '#policy';
import { type BrokerConnection, STORE_EVENTS } from '#messaging';
import { BROKER, POLICIES } from '#service';
import { aCustomerRegistered, eventually } from '#testing';
import { serviceNames } from '../apps/services.js';
import { fourServices, type FourServices, type Member } from './harness/four-services.js';
import { type Prometheus, startPrometheus } from './harness/prometheus.js';
import type { Service } from './harness/world.js';

const programs = process.env['PROMETHEUS_DIR'];
const tried = programs === undefined ? describe.skip : describe;
const deploy = (file: string): string => resolve('deploy', file);
const rules = readFileSync(deploy('prometheus/rules.yml'), 'utf8');
const dashboard = readFileSync(deploy('grafana/seloste.json'), 'utf8');
const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);

const owed = (_id: string, type: string) => ({
  _id,
  type: 'note',
  takenAt: hoursAgo(1),
  owed: true,
  owes: [{ id: _id, source: '/marketing-suppression', type, data: {} }],
});

tried('promtool', () => {
  test.each([
    ['check', 'rules', deploy('prometheus/rules.yml')],
    ['check', 'config', deploy('prometheus/prometheus.yml')],
    ['test', 'rules', deploy('prometheus/rules.test.yml')],
  ])('%s %s', (...args) => {
    const told = execFileSync(join(programs ?? '', 'promtool'), args, { encoding: 'utf8', stdio: 'pipe' });
    expect(told).toContain('SUCCESS');
  });
});

tried('A Prometheus that scrapes the four services', () => {
  let four: FourServices;
  let prometheus: Prometheus;

  const member = (name: Service): Member => four.member(name);

  beforeAll(async () => {
    four = await fourServices();
    const targets = new Map([...four.members].map(([name, { service }]) => [name, service.url]));
    prometheus = await startPrometheus(programs ?? '', rules, targets);
  }, 120_000);
  afterAll(async () => {
    await prometheus?.stop();
    // Half a fact is late as well as a whole one, but no service stores it.
    for (const service of serviceNames) await facts(service).deleteMany({ _id: { $in: [...planted] } });
    await four?.stop();
  }, 60_000);

  const planted = ['o1', 'o2', 'r1/received', 'clock/1'];

  const names = async (): Promise<readonly string[]> =>
    (await prometheus.firing()).map(({ labels }) => labels['alertname'] ?? '');

  test('fires nothing while all is well', async () => {
    await eventually(async () => (await prometheus.query('count_over_time(up[60s]) >= 2')).length === 4, {
      within: 30_000,
    });
    // How full the disk of this machine is, is not ours to say.
    await eventually(async () => (await names()).every((name) => name === 'SelosteDiskFull'), {
      within: 20_000,
      explain: async () => `firing: ${(await names()).join(', ')}`,
    });
  });

  test('answers every question of the dashboard, and finds each metric that it and the rules name', async () => {
    const asked = [...dashboard.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, text = '']) => JSON.parse(text) as string,
    );
    expect(asked.length).toBeGreaterThan(20);
    await Promise.all(asked.map((expression) => prometheus.query(expression)));
    const exposed = new Set<string>();
    for (const { service } of four.members.values()) {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) exposed.add(name);
    }
    const named = [...`${rules} ${dashboard}`.matchAll(/\b(?:seloste|http|process)_[a-z_]+/g)].map(([name]) =>
      name.replace(/^(http_.*)_(?:count|bucket)$/, '$1'),
    );
    expect(named.filter((name) => !exposed.has(name))).toEqual([]);
  });

  describe('once everything breaks,', () => {
    let until = 0;
    beforeAll(async () => {
      await parkOne();
      await oweForLong();
      await beLate();
      await actByAnother();
      member('retention').service.app.get<BrokerConnection>(BROKER).publishing.model?.emit('blocked', 'disk');
      member('subject-requests').ways.broker.cut();
      member('subject-requests').ways.keys.cut();
      member('consent').ways.mongodb.cut();
      await publish({ ...aCustomerRegistered(), id: 'while-the-database-is-away' });
      until = performance.now() + 60_000;
    }, 60_000);

    test.each([
      ['SelosteDatabaseAway', { service: 'consent' }],
      ['SelosteConsumerPaused', { service: 'consent', queue: 'consent.intake' }],
      ['SelosteKeyDatabaseAway', { service: 'subject-requests' }],
      ['SelosteBrokerAway', { service: 'subject-requests' }],
      ['SelostePublisherBlocked', { service: 'retention' }],
      ['SelosteMessageParked', { service: 'marketing-suppression' }],
      ['SelosteOwedOld', { service: 'marketing-suppression' }],
      ['SelosteUnroutable', { service: 'retention', queue: 'retention.unrouted' }],
      ['SelosteUnknownFields', { type: 'customer.registered.v1' }],
      ['SelostePoliciesDiffer', {}],
      ['SelosteDeadlineNear', {}],
      ['SelosteDeadlinePassed', {}],
      ['SelosteParticipantSilent', { participant: 'web-store' }],
      ['SelosteErasureUnconfirmed', { participant: 'web-store' }],
      ['SelosteErasureLate', {}],
      ['SelosteNotComputable', { service: 'retention', reason: 'TypeError' }],
    ])('%s fires %j', async (alertname, labels) => {
      const alert = await eventually(
        async () =>
          (await prometheus.firing()).find((one) =>
            Object.entries({ alertname, ...labels }).every(([name, value]) => one.labels[name] === value),
          ),
        {
          within: Math.max(500, until - performance.now()),
          every: 250,
          explain: async () => `firing: ${(await names()).join(', ')}`,
        },
      ).catch(({ message }: Error) => ({ annotations: { summary: `no value: ${message}` } }));
      expect(alert.annotations['summary']).not.toMatch(/\{\{|no value|%!/);
    });

    test('SelosteErrors and SelosteAuditFails fire while requests fail and cannot be put on record', async () => {
      await eventually(
        async () => {
          await failRequests();
          const now = await names();
          return now.includes('SelosteErrors') && now.includes('SelosteAuditFails');
        },
        { within: 30_000, every: 1000 },
      );
    }, 60_000);

    test('SelosteServiceAway fires when a process ends, and the others end when the causes have gone', async () => {
      member('consent').ways.mongodb.mend();
      member('retention').service.app.get<BrokerConnection>(BROKER).publishing.model?.emit('unblocked');
      await member('subject-requests').service.stop();
      await eventually(
        async () => {
          const now = await names();
          const gone = ['SelosteDatabaseAway', 'SelosteConsumerPaused', 'SelostePublisherBlocked'];
          return now.includes('SelosteServiceAway') && !gone.some((name) => now.includes(name));
        },
        { within: 30_000, every: 250, explain: async () => `firing: ${(await names()).join(', ')}` },
      );
    }, 60_000);
  });

  async function publish(...bodies: readonly unknown[]): Promise<void> {
    const connection = await connect(four.around.vhost.amqpUrl);
    const channel = await connection.createConfirmChannel();
    for (const body of bodies)
      channel.publish(STORE_EVENTS, 'customer.registered.v1', Buffer.from(JSON.stringify(body)));
    await channel.waitForConfirms();
    await connection.close();
  }

  /** One that no service can read, and one with a field that nobody knows, published by who may publish it. */
  async function parkOne(): Promise<void> {
    await publish('no event');
    const { data, ...event } = aCustomerRegistered();
    const model = await member('retention').service.app.get<BrokerConnection>(BROKER).publishing.up();
    const channel = await model.createConfirmChannel();
    const body = JSON.stringify({ ...event, data: { ...data, shoeSize: 38 } });
    channel.publish(STORE_EVENTS, event.type, Buffer.from(body), {
      userId: 'retention',
      contentType: 'application/cloudevents+json',
    });
    await channel.waitForConfirms();
    await channel.close();
  }

  /** Of a type that no queue is bound for. */
  async function oweForLong(): Promise<void> {
    // A command to nobody has no way out; what nobody hears is parked by retention.
    const both = [owed('o1', 'participant.erase.v1'), owed('o2', 'nobody.hears.v1')];
    await facts('marketing-suppression').insertMany(both);
  }

  async function beLate(): Promise<void> {
    await facts('subject-requests').insertOne({
      _id: 'r1/received',
      type: 'request.received',
      request: 'r1',
      party: 'p1',
      kind: 'access',
      takenAt: hoursAgo(900),
      open: true,
      legalDue: '2026-06-30',
    });
    await facts('retention').insertOne({
      _id: 'clock/1',
      type: 'erasure.ordered',
      participants: ['web-store'],
      takenAt: hoursAgo(9),
      verdicts: [],
    });
    const policy = member('retention').service.app.get<readonly Policy[]>(POLICIES).at(-1)?.version;
    const late = {
      _id: 'p1',
      source: 'web-store',
      partyId: 'customer/1',
      policy,
      dueOn: '2026-06-20',
    };
    const apart = { ...late, _id: 'p2', dueOn: '2099-01-01', notComputable: 'TypeError' };
    await member('retention').database.connection.db!.collection<Doc>('parties').insertMany([late, apart]);
  }

  /** Consent alone has another version. */
  async function actByAnother(): Promise<void> {
    const policies = member('consent').service.app.get<Policy[]>(POLICIES);
    const [last] = policies.slice(-1);
    if (last !== undefined) policies.push({ ...last, version: 'another', validFrom: '2026-06-30' });
    await Promise.resolve();
  }

  async function failRequests(): Promise<void> {
    const authorization = `Bearer ${await four.around.token({ role: 'ops' })}`;
    const ask = async (): Promise<number> =>
      (await fetch(`${member('consent').service.url}/v1/summary`, { headers: { authorization } })).status;
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([503, 503, 503]);
  }

  type Doc = { readonly _id: string } & Record<string, unknown>;
  const facts = (name: Service) => member(name).database.connection.db!.collection<Doc>('facts');
});
