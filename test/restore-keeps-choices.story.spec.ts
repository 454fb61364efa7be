import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import type { CloudEvent, EraseRequested } from '#contracts';
import { type Finding, LedgerCheck, LedgerKey, type Seal, signedByOneOf } from '#ledger';
import { applyTopology, ManagementApi, RESTORE_USER } from '#messaging';
import { EXAMPLES } from '#participant';
import { installationTopology } from '../apps/topology.js';
import { aCustomerRegistered, anOrderPlaced, eventually } from '#testing';
import { runCli } from '../tools/cli/run-cli.js';
import { asOutside, type Outside } from './harness/outside.js';
import { startWorld, SERVICES, type Service, type World } from './harness/world.js';

const disclosure = { purpose: 'disclosure-direct-marketing', recipient: 'marketing-partner' };
const partyOf = (customer: string) => ({ source: 'web-store', id: `customer/${customer}` });
const emailOf = (customer: string) => `c${customer}@example.com`;
/** Nobody's number: the id of an act stays when its person goes. */
const eventOf = (customer: string): string => `registration-${Number(customer) - 81_000}`;
const registrationOf = (customer: string): CloudEvent =>
  aCustomerRegistered(
    { customer, kind: 'business-contact', contact: { email: emailOf(customer) } },
    { id: eventOf(customer) },
  );

let world: World;
let store: Outside;
let client: mongo.MongoClient;
let folder: string;
let told: readonly CloudEvent<EraseRequested>[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seloste-drill-'));
  world = await startWorld();
  store = await asOutside(world, 'web-store');
  told = (await store.listen('web-store.commands')) as readonly CloudEvent<EraseRequested>[];
  client = (await mongoose.createConnection(world.servers.mongoUri('admin')).asPromise()).getClient();
}, 120_000);

afterAll(async () => {
  await store?.close();
  await client?.close();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe('The restore drill: what people chose after the backup, and what was erased, holds', () => {
  test('before the backup people register, consent, prohibit, and one is erased', async () => {
    await known('81001', '81002', '81003', '81006', '81007');
    await prohibit('81001');
    expect(await grant('81003')).toBe(201);
    await erase('81006');
  });

  test('every service is backed up while it runs', async () => {
    for (const service of SERVICES) {
      const out = ['--out', join(folder, service), '--keys-out', join(folder, `${service}-keys`)];
      const { code, err } = await seloste(service, ['backup', '--service', service, ...out]);
      expect([code, err]).toEqual([0, '']);
    }
  });

  test('after it they prohibit, withdraw, consent, register and are erased', async () => {
    await prohibit('81002');
    const withdrawn = await world.call('consent', 'POST', '/v1/consents/withdrawals', {
      body: { party: partyOf('81003'), ...disclosure, method: 'phone' },
    });
    expect(withdrawn.status).toBe(201);
    await known('81004');
    expect(await grant('81004')).toBe(201);
    await store.publish('store.events', [
      anOrderPlaced({ order: 'after-backup', buyer: { customer: '81004' } }),
    ]);
    await eventually(async () => (await found('retention', /after-backup/)).length > 0);
    await erase('81007');
    expect(await found(undefined, /(?<!\w)[Oc]?8100[67](?!\w)/)).toEqual([]);
  });

  test('the doctor names a file of the erasure ledger that is gone while all is still there', async () => {
    const { file, name } = erasureFile();
    renameSync(file, `${file}.away`);
    const { code, out } = await doctor();
    renameSync(`${file}.away`, file);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`error +drift +the erasure ledger of consent: ${name} is gone; it had`));
  });

  test('all databases are lost, and restored', async () => {
    await Promise.all(
      SERVICES.map(async (service) => sealedBefore.set(service, sealsIn(await ledgerOf(service)))),
    );
    await Promise.all([...world.programs.values()].map((program) => program.stop()));
    for (const service of SERVICES) {
      const onRecord = await auditIdsOf(service);
      await drop(service);
      expect(await restore(service)).toMatchObject({ code: 0, err: '' });
      expect(await auditIdsOf(service)).toEqual(onRecord);
    }
    for (const service of ['consent', 'marketing-suppression'] as const)
      expect(await found(service, /(?<!\w)[Oc]?8100[67](?!\w)/)).toEqual([]);
  }, 60_000);

  test('once more from the beginning, it is the same', async () => {
    const first = await allOfSuppression();
    await drop('marketing-suppression');
    expect(await restore('marketing-suppression')).toMatchObject({ code: 0 });
    expect(await allOfSuppression()).toEqual(first);
  }, 60_000);

  test.each<[string, (file: string, text: string) => void, RegExp]>([
    [
      'was changed',
      (file, text) => writeFileSync(file, text.replace('"n":1', '"n":9')),
      /is not as it was written: line 1/,
    ],
    [
      'lost its last line',
      (file, text) => writeFileSync(file, text.replace(/[^\n]+\n$/, '')),
      /is cut off after line/,
    ],
    ['is gone', (file) => rmSync(file), /\.jsonl is gone; it had \d+ lines/],
  ])(
    'a restore is refused where a file of the erasure ledger %s',
    async (_, spoil, words) => {
      const { file } = erasureFile();
      const text = readFileSync(file, 'utf8');
      await drop('consent');
      spoil(file, text);
      const { code, err } = await restore('consent');
      expect([code, err]).toEqual([1, expect.stringMatching(words)]);
      writeFileSync(file, text);
      await drop('consent');
      expect(await restore('consent')).toMatchObject({ code: 0, err: '' });
    },
    60_000,
  );

  test('where a file of the erasure ledger is lost for good, the journal tells of the same erasures', async () => {
    const { file, name } = erasureFile();
    const text = readFileSync(file, 'utf8');
    await drop('consent');
    rmSync(file);
    const { code, out } = await restore('consent', '--without-erasures', name);
    writeFileSync(file, text);
    expect([code, out]).toEqual([0, expect.stringMatching(`without ${name}.*the journal alone`)]);
    await expectNothingOfTheErased();
  }, 60_000);

  test('a service does not start on a database that is not restored to its end', async () => {
    const marks = client.db(databasesOf('consent')[0]).collection('restores');
    await marks.updateOne({}, { $set: { state: 'under-way' } });
    await expect(world.startService('consent')).rejects.toThrow('ended while starting');
    await marks.updateOne({}, { $set: { state: 'finished' } });
  }, 60_000);

  test('prohibitions and withdrawals of after the backup hold, and so does the consent', async () => {
    await Promise.all(SERVICES.map((service) => world.startService(service)));
    await eventually(async () => (await decide('81004')).reason !== 'stale', { within: 20_000 });
    expect(await decide('81004')).toMatchObject({ allowed: true });
    expect(await decide('81003')).toMatchObject({ allowed: false });
    expect(await check('81001')).toMatchObject({ allowed: false, reason: 'prohibited-all-marketing' });
    expect(await check('81002')).toMatchObject({ allowed: false, reason: 'prohibited-all-marketing' });
  }, 60_000);

  test('an order of after the backup is known, and its party has its clocks', async () => {
    expect(await found('retention', /after-backup/)).not.toEqual([]);
    await eventually(
      async () => (await found('retention', /customer\/81004".*"dueOn"/, 'parties')).length === 1,
    );
  });

  test('every key that a sealed value names is there, and none of those who were erased', async () => {
    const [data, keys] = databasesOf('consent');
    const sealed = await client.db(data).collection('facts').distinct('ownId.kid');
    const living = await client.db(keys).collection('keys').distinct('kid');
    expect(sealed.length).toBeGreaterThanOrEqual(4);
    expect(sealed.filter((kid) => !living.includes(kid))).toEqual([]);
    await expectNothingOfTheErased();
  });

  test('who was erased does not come back by a late event or a replay of the store', async () => {
    const customers = ['81006', '81007'];
    await store.publish('store.events', [...customers.map(registrationOf), registrationOf('81009')]);
    await eventually(async () => (await find('81009')).body.parties.length > 0);
    await eventually(async () => (await found('retention', /81009/)).length > 0);
    await eventually(async () => (await found(undefined, /(?<!\w)[Oc]?8100[67](?!\w)/)).length === 0, {
      within: 15_000,
      explain: async () =>
        JSON.stringify(await found(undefined, /(?<!\w)[Oc]?8100[67](?!\w)/)).slice(0, 1500),
    });
    for (const customer of customers) expect((await find(customer)).body.parties).toEqual([]);
    await expectNothingOfTheErased();
  });

  test.each(SERVICES)(
    'the ledger of %s goes on: its chain of before the loss, and nothing in it changed',
    async (service) => {
      const lines = await ledgerOf(service);
      expect(findingsIn(lines, service)).toEqual([]);
      const kept = sealsIn(lines).slice(0, sealedBefore.get(service)!.length);
      expect(kept).toEqual(sealedBefore.get(service));
      expect(kept.length).toBeGreaterThan(0);
    },
  );

  test('who prohibited after the backup stays so when their address is imported under another number', async () => {
    const again = aCustomerRegistered(
      { customer: '81012', kind: 'business-contact', contact: { email: emailOf('81002') } },
      { id: 'import-12' },
    );
    await store.publish('store.events', [again]);
    await eventually(async () => (await found('marketing-suppression', /import-12/)).length > 0);
    expect(await check('81002')).toMatchObject({ allowed: false, reason: 'prohibited-all-marketing' });
  });

  test('what was owed is published: the marketing service hears of every prohibition', async () => {
    await eventually(async () => (await count('marketing-suppression', { owed: true })) === 0, {
      within: 20_000,
    });
    expect(await count('consent', { type: 'suppression.added' })).toBeGreaterThanOrEqual(2);
  });

  test('a store that is restored from its own backup is told again, under the same command', async () => {
    const before = toldOf('81007');
    const since = new Date(Date.now() - 600_000).toISOString();
    const args = ['erasures', 'resend', '--participant', 'web-store', '--since', since, '--format', 'json'];
    const { code, out } = await seloste('subject-requests', [...args, '--service', 'subject-requests']);
    expect(code).toBe(0);
    const { sent } = JSON.parse(out) as { sent: string[] };
    expect(new Set(sent)).toEqual(new Set([...toldOf('81006'), ...before]));
    await eventually(() => toldOf('81007').length === before.length + 1);
    expect(new Set(toldOf('81007'))).toEqual(new Set(before));
  });

  test('where the journal is lost a restore is refused, and without it the erasure ledger still holds and what is lost is told', async () => {
    await world.programs.get('consent')?.stop();
    await drop('consent');
    const { managementUrl, adminUser: user, adminPassword: password } = world.servers;
    await new ManagementApi(managementUrl, { user, password }).delete(
      'queues',
      world.vhost,
      'journal.consent',
    );
    const topology = installationTopology(EXAMPLES);
    await applyTopology(managementUrl, { user, password }, world.vhost, topology, { users: {} });
    const { code, err } = await restore('consent');
    expect([code, err]).toEqual([1, expect.stringContaining('journal.consent begins at no time, after 20')]);
    await drop('consent');
    const without = await restore('consent', '--without-journal');
    expect(without).toMatchObject({ code: 0, err: '' });
    expect(without.out).toMatch(/without the journal: .* since 20\S+ is lost/);
    await expectNothingOfTheErased();
    expect(await count('consent', { type: 'consent.granted' })).toBe(1);
    expect(await count('consent', { type: 'consent.withdrawn' })).toBe(0);
  }, 60_000);
});

/** All it holds, but for what differs from one restore to the next. */
const allOfSuppression = async (): Promise<readonly string[]> =>
  (await found('marketing-suppression', /./)).filter((text) => !/\.(restores|leases) /.test(text)).toSorted();

async function auditIdsOf(service: Service): Promise<readonly string[]> {
  const records = await client
    .db(databasesOf(service)[0])
    .collection('audit')
    .find()
    .sort({ _id: 1 })
    .toArray();
  return records.map(({ _id }) => String(_id));
}

/** Neither key nor value of the two who were erased, whose tombstones stand. */
async function expectNothingOfTheErased(): Promise<void> {
  const [data, keys] = databasesOf('consent');
  const facts = client.db(data).collection('facts');
  const erased = await facts.distinct('party', { type: 'party.erased' });
  expect(erased).toHaveLength(2);
  const some = { $or: [{ values: { $exists: true } }, { ownId: { $exists: true } }] };
  expect(await facts.countDocuments({ party: { $in: erased }, ...some })).toBe(0);
  const directories = erased.map((party) => `${String(party)}|directory`);
  expect(
    await client
      .db(keys)
      .collection<{ _id: string }>('keys')
      .countDocuments({ _id: { $in: directories } }),
  ).toBe(0);
}

function erasureFile(): { readonly file: string; readonly name: string } {
  const folder = join(world.environmentOf('consent')['ERASURE_LEDGER_DIR'] ?? '', 'consent');
  const [name = ''] = readdirSync(folder);
  return { file: join(folder, name), name };
}

async function doctor() {
  let out = '';
  const { managementUrl, adminUser, adminPassword } = world.servers;
  const code = await runCli(['doctor'], {
    env: {
      RABBITMQ_MANAGEMENT_URL: managementUrl,
      RABBITMQ_ADMIN_USER: adminUser,
      RABBITMQ_ADMIN_PASSWORD: adminPassword,
      RABBITMQ_VHOST: world.vhost,
      SELOSTE_SERVICES: JSON.stringify(
        Object.fromEntries(SERVICES.map((service) => [service, world.urlOf(service)])),
      ),
      SELOSTE_TOKEN: world.token('ops'),
    },
    out: (text) => (out += text),
    err: () => undefined,
  });
  return { code, out };
}

const restore = (service: Service, ...more: readonly string[]) =>
  seloste(service, [
    'restore',
    '--service',
    service,
    '--from',
    join(folder, service),
    '--keys-from',
    join(folder, `${service}-keys`),
    ...more,
  ]);

async function drop(service: Service): Promise<void> {
  for (const name of databasesOf(service)) await client.db(name).dropDatabase();
}

const sealedBefore = new Map<Service, readonly string[]>();

/** The export, once everything there is has its seal in the journal. */
async function ledgerOf(service: Service): Promise<readonly object[]> {
  await eventually(
    async () => {
      const database = client.db(databasesOf(service)[0]);
      const lease = await database.collection('leases').findOne({ _id: 'ledger' as never });
      const unsealed = await database.collection('facts').countDocuments({ seal: null });
      const last = await database.collection('seals').find().sort({ _id: -1 }).next();
      return unsealed === 0 && last !== null && lease?.['journaled']?.seal === last._id;
    },
    { within: 45_000, every: 200 },
  );
  const { body } = await world.call<string>(service, 'GET', '/v1/ledger/export', { role: 'officer' });
  return body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
}

const sealsIn = (lines: readonly object[]): readonly string[] =>
  lines.flatMap((line) => ('kind' in line && line.kind === 'seal' ? [(line as unknown as Seal).hash] : []));

function findingsIn(lines: readonly object[], service: Service): readonly Finding[] {
  const { publicKey } = new LedgerKey(
    createPrivateKey(readFileSync(world.environmentOf(service)['LEDGER_KEY_FILE'] ?? '', 'utf8')),
  );
  const check = new LedgerCheck({ isSigned: signedByOneOf([publicKey]) });
  for (const line of lines) check.take(line);
  return check.end().findings;
}

/** Ids of the commands by which the store was told to erase this customer. */
const toldOf = (customer: string): readonly string[] =>
  told.filter(({ data }) => data.parties[0]?.id === `customer/${customer}`).map(({ id }) => id);

async function known(...customers: readonly string[]): Promise<void> {
  await store.publish('store.events', customers.map(registrationOf));
  for (const customer of customers) {
    await eventually(async () => (await find(customer)).body.parties.length > 0, { within: 20_000 });
    await eventually(async () => (await found('retention', new RegExp(customer))).length > 0);
  }
}

const find = (customer: string) =>
  world.call<{ parties: readonly unknown[] }>('consent', 'POST', '/v1/parties/find', {
    body: { party: partyOf(customer) },
  });

async function prohibit(customer: string): Promise<void> {
  const address = { kind: 'email', value: emailOf(customer) };
  const body = { address, scope: { kind: 'all-marketing' }, method: 'phone' };
  const { status } = await world.call('marketing-suppression', 'POST', '/v1/prohibitions', { body });
  expect(status).toBe(201);
}

async function grant(customer: string): Promise<number> {
  const evidence = { method: 'web-form', textShown: 'text-1', noticeVersion: 'midare/2018-05-25' };
  const body = { party: partyOf(customer), ...disclosure, evidence };
  return (await world.call('consent', 'POST', '/v1/consents', { body })).status;
}

interface Answered {
  readonly allowed: boolean;
  readonly because: readonly { readonly reason: string }[];
}
const withReason = ({ allowed, because }: Answered) => ({ allowed, reason: because[0]?.reason });

async function decide(customer: string) {
  const body = { party: partyOf(customer), ...disclosure, category: 'contact' };
  return withReason(
    (await world.call<Answered>('consent', 'POST', '/v1/decisions', { role: 'marketing', body })).body,
  );
}

async function check(customer: string) {
  const address = { kind: 'email', value: emailOf(customer) };
  const body = { address, channel: 'email', purpose: 'direct-marketing' };
  const call = { role: 'marketing', body } as const;
  return withReason(
    (await world.call<Answered>('marketing-suppression', 'POST', '/v1/send-checks', call)).body,
  );
}

/** A request from end to end; the store does as it is told. */
async function erase(customer: string): Promise<void> {
  const opened = await world.call<{ request: string }>('subject-requests', 'POST', '/v1/requests', {
    body: { kind: 'erasure', party: partyOf(customer), identity: { method: 'known-to-desk' } },
  });
  const { request } = opened.body;
  const id = `${request}/erase/web-store`;
  const { data } = await eventually(() => told.find(({ data }) => data.command === id), { within: 20_000 });
  const { command, records = [] } = data;
  const reply = {
    command,
    participant: 'web-store',
    replyTo: 'subject-requests',
    outcome: 'done',
    verdicts: records,
  };
  await store.publish('store.events', [
    {
      specversion: '1.0',
      id: `reply-${customer}`,
      source: '/web-store',
      type: 'participant.replied.v1',
      time: new Date().toISOString(),
      data: reply,
    },
  ]);
  const show = () => world.call<{ state: string }>('subject-requests', 'GET', `/v1/requests/${request}`);
  await eventually(async () => (await show()).body.state === 'closed', { within: 20_000 });
  await eventually(async () => (await found(undefined, new RegExp(customer))).length === 0, {
    within: 10_000,
    explain: async () => JSON.stringify(await found(undefined, new RegExp(customer))).slice(0, 1500),
  });
}

async function seloste(service: Service, args: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    env: {
      ...world.environmentOf(service, undefined, args[0] === 'backup' ? 'backup' : 'restore'),
      JOURNAL_AMQP_URL: world.amqpUrl(RESTORE_USER),
    },
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const databasesOf = (service: Service): readonly [string, string] => {
  const name = `${world.vhost}_${service.replaceAll('-', '_')}`;
  return [name, `${name}_keys`];
};

const count = (service: Service, filter: object): Promise<number> =>
  client.db(databasesOf(service)[0]).collection('facts').countDocuments(filter);

/** Documents of one service's databases, or of all, that hold this. */
async function found(service: Service | undefined, what: RegExp, only?: string): Promise<readonly string[]> {
  const hits: string[] = [];
  for (const one of service === undefined ? SERVICES : [service])
    for (const name of databasesOf(one))
      for (const collection of await client.db(name).collections()) {
        if (only !== undefined && collection.collectionName !== only) continue;
        for await (const document of collection.find()) {
          const text = JSON.stringify(document);
          if (what.test(text)) hits.push(`${name}.${collection.collectionName} ${text}`);
        }
      }
  return hits;
}
