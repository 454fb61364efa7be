import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BROKER_BYTES } from '#contracts';
import { EXAMPLES } from '#participant';
import { serviceNames as SERVICES } from '../../../apps/services.js';
import { installationTopology } from '../../../apps/topology.js';
import type { Diagnosis } from '#service';
import type { Finding } from './finding.js';
import { type BrokerSeen, judgeBroker } from './judge-broker.js';
import { judgeCertificate, judgeMeasures, readSamples } from './judge-measures.js';
import { judgeServices, type Met } from './judge-services.js';

const bad = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter(({ state }) => state !== 'ok')
    .map(({ area, state, what, todo }) => {
      expect(todo).toMatch(/\w/);
      return `${state} ${area}: ${what}`;
    });

const diagnosis = (service: Diagnosis['service'], more: Partial<Diagnosis> = {}): Diagnosis => ({
  service,
  now: '2026-07-01T06:00:00.000Z',
  profile: 'production',
  clockPinned: false,
  alike: { issuer: 'i', officers: 'o', policies: 'p', 'hash keys': 'h', 'who takes part': 't' },
  policies: ['midare/2018-05-25'],
  inForce: 'midare/2018-05-25',
  hashKids: ['h1'],
  openFiles: [],
  erasuresMissing: [],
  indexes: [],
  migrations: { pending: [], unknown: [] },
  databases: { mongodb: { authenticated: true, beyond: [] }, keys: { authenticated: true, beyond: [] } },
  ...more,
});

/** All four are well, but for what is said of retention. */
const met = (more: Partial<Diagnosis> = {}): readonly Met[] =>
  SERVICES.map((service) => ({
    service,
    diagnosis: diagnosis(service, service === 'retention' ? more : {}),
    aheadSeconds: 0,
  }));
const others = 'consent, marketing-suppression, subject-requests';
const alike = diagnosis('retention').alike;

describe('seloste doctor on the services', () => {
  it('finds nothing where all is well, and says what it looked at', () => {
    const findings = judgeServices(met());
    expect(bad(findings)).toEqual([]);
    expect(findings.map(({ area }) => area)).toEqual(['configuration', 'permissions', 'drift']);
  });

  it.each<[string, Partial<Diagnosis>, string]>([
    [
      'a file of the erasure ledger that is gone',
      { erasuresMissing: ['f.jsonl is gone; it had 3 lines'] },
      'error drift: the erasure ledger of retention: f.jsonl is gone; it had 3 lines',
    ],
    [
      'another profile',
      { profile: 'development' },
      'error configuration: the services run in different profiles: production, development',
    ],
    [
      'a clock that stands',
      { clockPinned: true },
      'warning configuration: the clock of retention stands still',
    ],
    [
      'another issuer',
      { alike: { ...alike, issuer: 'x' } },
      `error configuration: issuer: ${others} differ from retention`,
    ],
    [
      'other officers',
      { alike: { ...alike, officers: 'x' } },
      `error configuration: officers: ${others} differ from retention`,
    ],
    [
      'other policies',
      { alike: { ...alike, policies: 'x' }, policies: ['a', 'b'] },
      'error configuration: policies: consent (midare/2018-05-25), marketing-suppression (midare/2018-05-25), subject-requests (midare/2018-05-25) differ from retention (a, b)',
    ],
    [
      'another hash key under the same name',
      { alike: { ...alike, 'hash keys': 'x' } },
      'error configuration: hash keys: consent (h1), marketing-suppression (h1), subject-requests (h1) differ from retention (h1)',
    ],
    [
      'other stores',
      { alike: { ...alike, 'who takes part': 'x' } },
      `error configuration: who takes part: ${others} differ from retention`,
    ],
    [
      'an open key file',
      { openFiles: ['MASTER_KEY_FILE'] },
      'warning permissions: any user of its machine can read the MASTER_KEY_FILE of retention',
    ],
    [
      'a database user that may use another database',
      {
        databases: {
          ...diagnosis('retention').databases,
          keys: { authenticated: true, beyond: ['find in consent'] },
        },
      },
      'error permissions: the keys user of retention may find in consent',
    ],
    [
      'a database without a password',
      { databases: { ...diagnosis('retention').databases, mongodb: { authenticated: false, beyond: [] } } },
      'error permissions: the mongodb server of retention asks for no password',
    ],
    [
      'a missing index',
      { indexes: ['the index facts.owed is missing'] },
      'error drift: retention: the index facts.owed is missing',
    ],
    [
      'a pending migration',
      { migrations: { pending: ['2027-01-01-x'], unknown: [] } },
      'error drift: retention: the migration 2027-01-01-x is pending',
    ],
    [
      'a migration of a newer version',
      { migrations: { pending: [], unknown: ['2027-01-01-x'] } },
      'error drift: retention: its database has the migration 2027-01-01-x of a newer version',
    ],
    [
      'an undeclared index',
      { indexes: ['the index facts.x is not declared'] },
      'warning drift: retention: the index facts.x is not declared',
    ],
  ])('finds %s', (_name, more, line) => {
    expect(bad(judgeServices(met(more)))).toEqual([line]);
  });

  it('tells that all run in a profile to try things out, where no password is a lesser matter', () => {
    const open = { mongodb: { authenticated: false, beyond: [] }, keys: { authenticated: true, beyond: [] } };
    const all = SERVICES.map((service) => ({
      service,
      diagnosis: diagnosis(service, {
        profile: 'embedded',
        ...(service === 'consent' && { databases: open }),
      }),
    }));
    expect(bad(judgeServices(all))).toEqual([
      'warning configuration: the services run in the profile embedded',
      'warning permissions: the mongodb server of consent asks for no password',
    ]);
  });

  it('finds a service that does not answer, and one that nobody named', () => {
    const some = met()
      .slice(1)
      .map((one, index) => (index === 0 ? { service: one.service, refusal: 'it is away' } : one));
    expect(bad(judgeServices(some))).toEqual([
      'error configuration: it is away',
      `warning configuration: nobody said where ${SERVICES[0]} is`,
    ]);
  });
});

const topology = installationTopology(EXAMPLES);
const limitsOf = (name: string): Readonly<Record<string, unknown>> =>
  topology.policies.find(({ pattern }) => new RegExp(pattern).test(name))?.definition ?? {};
const GIB = 1024 ** 3;
const node = { name: 'rabbit@one', running: true, disk_free: 90 * GIB, disk_free_limit: 50_000_000 };

const broker: BrokerSeen = {
  vhost: 'seloste',
  admin: 'admin',
  differences: [],
  users: [{ name: 'admin', tags: ['administrator'] }, ...topology.users.map((name) => ({ name, tags: [] }))],
  permissions: ['admin', ...topology.users].map((user) => ({ user, vhost: 'seloste' })),
  nodes: [node],
  queues: topology.queues.map(({ name }) => ({
    name,
    consumers: 1,
    message_bytes: 0,
    effective_policy_definition: limitsOf(name),
  })),
  takesTooLarge: false,
};
const withQueue = (name: string, more: object): Partial<BrokerSeen> => ({
  queues: broker.queues.map((queue) => (queue.name === name ? { ...queue, ...more } : queue)),
});
const withNode = (more: object): Partial<BrokerSeen> => ({ nodes: [{ ...node, ...more }] });

describe('seloste doctor on the broker', () => {
  it('finds nothing where all is well', () => {
    expect(bad(judgeBroker(topology, broker))).toEqual([]);
    expect(
      bad(judgeBroker(topology, { ...broker, queues: [...broker.queues, { name: 'of-somebody-else' }] })),
    ).toEqual([]);
  });

  it.each<[string, Partial<BrokerSeen>, string]>([
    [
      'a difference of the topology',
      { differences: ['the queue x is missing'] },
      'error drift: the queue x is missing',
    ],
    [
      'a service that is administrator',
      { users: [{ name: 'consent', tags: ['administrator'] }] },
      'error permissions: the broker user consent is administrator',
    ],
    ['guest', { users: [{ name: 'guest', tags: [] }] }, 'warning permissions: the broker has its user guest'],
    [
      'a stranger',
      { permissions: [{ user: 'eve', vhost: 'seloste' }] },
      'error permissions: eve has rights in seloste, and nobody declared any',
    ],
    [
      'rights elsewhere',
      { permissions: [{ user: 'consent', vhost: '/' }] },
      'warning permissions: consent has rights in the vhost / too',
    ],
    ['a node that is down', withNode({ running: false }), 'error disk: the broker node rabbit@one is down'],
    [
      'a disk alarm',
      withNode({ disk_free: 1, disk_free_alarm: true }),
      'error disk: rabbit@one has run out of disk and blocks publishers',
    ],
    [
      'a memory alarm',
      withNode({ mem_alarm: true }),
      'error disk: rabbit@one has run out of memory and blocks publishers',
    ],
    [
      'a disk that gets full',
      withNode({ disk_free: 1.5 * GIB }),
      'warning disk: rabbit@one has 1.5 GiB of disk left',
    ],
    [
      'a disk near a high limit',
      withNode({ disk_free: 20 * GIB, disk_free_limit: 10 * GIB }),
      'warning disk: rabbit@one has 20.0 GiB of disk left',
    ],
    [
      'a queue whose limit is overruled',
      withQueue('consent.intake', {
        effective_policy_definition: { ...limitsOf('consent.intake'), 'delivery-limit': 5 },
      }),
      'error queues: consent.intake does not have its delivery-limit',
    ],
    [
      'a queue of ours that nobody consumes',
      withQueue('consent.intake', { consumers: 0 }),
      'error queues: nobody consumes consent.intake',
    ],
    [
      'a queue that is half full',
      withQueue('consent.intake', { message_bytes: 5 * GIB }),
      'warning queues: consent.intake is half full',
    ],
    [
      'a queue that is full',
      withQueue('consent.intake', { message_bytes: 7.9 * GIB }),
      'error queues: consent.intake is full: publishers are refused',
    ],
    [
      'room for what cannot be parked',
      { takesTooLarge: true },
      'error queues: the broker takes messages of more than 1114112 bytes',
    ],
  ])('finds %s', (_name, more, line) => {
    expect(bad(judgeBroker(topology, { ...broker, ...more }))).toEqual([line]);
  });

  it.each(['tools/dev/rabbitmq/settings.mjs', 'deploy/broker-limits.conf', 'docs/operating.md'])(
    'asks for the limit that %s sets',
    (file) => {
      expect(readFileSync(file, 'utf8')).toContain(`max_message_size = ${BROKER_BYTES}`);
    },
  );

  it('leaves the queues of outside companies to them', () => {
    expect(
      bad(judgeBroker(topology, { ...broker, ...withQueue('web-store.dead', { consumers: 0 }) })),
    ).toEqual([]);
  });
});

const measured = (text: string, clocks: Record<string, number> = {}): readonly string[] =>
  bad(judgeMeasures([{ service: 'retention', samples: readSamples(text) }], clocks));

describe('seloste doctor on what is measured', () => {
  it('finds nothing where all is well', () => {
    const well = `# HELP x y
seloste_canary_seconds{queue="retention.intake"} 9.5
seloste_parked 0
seloste_owed_oldest_seconds 0.4
seloste_clock_ahead_seconds{server="mongodb"} -1.9
seloste_database_disk_free_ratio{database="mongodb"} 0.5
seloste_certificate_days_left{server="broker"} 21`;
    expect(measured(well, { consent: 2, 'the broker': -2 })).toEqual([]);
  });

  it.each([
    ['seloste_canary_seconds{queue="a.b"} 61', 'error queues: no canary has come back through a.b for 61 s'],
    ['seloste_queue_age_seconds{queue="a.b"} 75.2', 'warning queues: a message waits 75 s in a.b'],
    [
      'seloste_not_computable{reason="TypeError"} 2',
      'error records: retention cannot compute what it holds of 2 parties or commands (TypeError)',
    ],
    ['seloste_parked 3', 'warning queues: 3 messages are parked at retention'],
    ['seloste_owed_oldest_seconds 61', 'error queues: retention has owed an event for 61 s'],
    [
      'seloste_clock_ahead_seconds{server="keys"} -2.5',
      'error clock: the clock of the keys server is 2.5 s behind that of retention',
    ],
    [
      'seloste_database_disk_free_ratio{database="keys"} 0.15',
      'warning disk: the disk under the keys database of retention is 85 % full',
    ],
    [
      'seloste_database_disk_free_ratio{database="keys"} 0.05',
      'error disk: the disk under the keys database of retention is 95 % full',
    ],
    [
      'seloste_certificate_days_left{server="broker"} 20.9',
      'warning certificates: the certificate that broker shows to retention ends in 20 days',
    ],
    [
      'seloste_certificate_days_left{server="broker"} 6',
      'error certificates: the certificate that broker shows to retention ends in 6 days',
    ],
  ])('%s', (text, line) => {
    expect(measured(text)).toEqual([line]);
  });

  it('finds clocks that are off, and by how much which way', () => {
    expect(measured('', { consent: 2.1, 'the broker': -60 })).toEqual([
      "error clock: the clock of consent is 2.1 s ahead of this machine's",
      "error clock: the clock of the broker is 60.0 s behind this machine's",
    ]);
  });

  it('tells that a certificate has ended', () => {
    expect(judgeCertificate('it', -0.5)).toMatchObject([{ state: 'error', what: 'it has ended' }]);
  });
});
