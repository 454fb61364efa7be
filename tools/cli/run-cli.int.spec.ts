import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FACTS, LEDGER, type LedgerJob, type RunningService, startService } from '#service';
import type { FactCollection } from '#storage';
import { eventually } from '#testing';
import { surroundings, type Surroundings } from '../../libs/service/test/tiny-service.js';
import { EXAMPLES } from '#participant';
import { installationTopology } from '../../apps/topology.js';
import { tinyService } from '../../libs/service/test/tiny.module.js';
import { runCli } from './run-cli.js';

let around: Surroundings;
let service: RunningService;
let runDir: string;
let env: Record<string, string>;

beforeAll(async () => {
  around = await surroundings(installationTopology(EXAMPLES));
  service = await startService(tinyService, around.environment);
  runDir = await mkdtemp(join(tmpdir(), 'seloste-run-'));
  await writeFile(join(runDir, 'addresses.json'), JSON.stringify({ consent: service.url }));
  await writeFile(join(runDir, 'ops.token'), await around.token({ role: 'ops', sub: 'ops-1' }));
  await writeFile(join(runDir, 'officer.token'), await around.token({ role: 'officer', sub: 'officer-1' }));
  await writeFile(join(runDir, 'users.json'), '{}');
  env = {
    RABBITMQ_MANAGEMENT_URL: process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '',
    RABBITMQ_ADMIN_USER: process.env['TEST_RABBITMQ_ADMIN_USER'] ?? '',
    RABBITMQ_ADMIN_PASSWORD: process.env['TEST_RABBITMQ_ADMIN_PASSWORD'] ?? '',
    RABBITMQ_VHOST: around.vhost.name,
    BROKER_USERS_FILE: join(runDir, 'users.json'),
  };
}, 30_000);
afterAll(async () => {
  await service.stop();
  await around.remove();
  await rm(runDir, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function seloste(args: string, more: Record<string, string | undefined> = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await runCli(args.split(' '), {
    env: { ...env, ...more },
    runDir,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const officer = async (): Promise<Record<string, string>> => ({
  SELOSTE_TOKEN: await around.token({ role: 'officer', sub: 'officer-1' }),
});

describe('seloste audit', () => {
  it('tells who did what, the newest first, over several pages and of one person', async () => {
    for (let times = 0; times < 3; times += 1) await seloste('parked list');
    const all = await seloste('audit --format json', await officer());
    expect(all.code).toBe(0);
    const records = JSON.parse(all.out) as { who: string; at: string; route: string }[];
    expect(records.slice(0, 3)).toEqual(
      Array(3).fill(expect.objectContaining({ service: 'consent', who: 'ops-1', route: '/v1/ops/parked' })),
    );
    const table = await seloste('audit --who officer-1 --limit 1', await officer());
    expect(table.out).toMatch(/officer-1 +officer +POST \/v1\/audit\/find +- +- +done 200\n$/);
    expect((await seloste('audit --party web-store:customer/1', await officer())).out).toBe(
      'nothing is on record\n',
    );
  });

  it('is for the officer alone, and says what is wrong with a party', async () => {
    expect(await seloste('audit', { SELOSTE_TOKEN: await around.token({ role: 'ops' }) })).toMatchObject({
      code: 1,
      err: 'seloste: consent answered 403: This role may not do this\n',
    });
    const wrong = await seloste('audit --party 12748');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('web-store:customer/12748')]);
  });
});

describe('seloste ledger', () => {
  it('exports what the service sealed, and verifies it offline by the published key', async () => {
    const facts = service.app.get<FactCollection>(FACTS);
    const fact = { type: 'told', at: '2026-07-01T09:00:00Z', on: '2026-07-01', takenAt: new Date() };
    await facts.insertMany([
      { ...fact, _id: 'told-1' },
      { ...fact, _id: 'told-2' },
    ]);
    await service.app.get<LedgerJob>(LEDGER).sealNow();
    await facts.erase({ _id: 'told-2' }, { reason: 'erased' });
    const { publicKey } = (await (await fetch(`${service.url}/v1/ledger/head`)).json()) as {
      publicKey: string;
    };
    const [file, key] = [join(runDir, 'ledger.jsonl'), join(runDir, 'ledger.pub')];
    await writeFile(key, publicKey);
    await writeFile(file, (await seloste('ledger export --service consent')).out);
    const verify = `ledger verify ${file} --public-key ${key}`;
    expect(await seloste(verify)).toMatchObject({ code: 0, err: '' });
    const whole = await seloste(`${verify} --format json`);
    expect(JSON.parse(whole.out)).toMatchObject({
      service: 'consent',
      findings: [],
      seals: 1,
      erased: 1,
      pending: 1,
    });
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('2026-07-01T09:00:00Z', '2026-07-02T09:00:00Z'),
    );
    const changed = await seloste(verify);
    expect(changed).toMatchObject({ code: 1, err: `seloste: 1 findings in ${file}\n` });
    expect(changed.out).toMatch(/\na record was changed: seal 1, leaf \d+, record told-1, line \d+\n$/);
  });

  it('is for the officer alone', async () => {
    const SELOSTE_TOKEN = await around.token({ role: 'ops', sub: 'ops-1' });
    expect(await seloste('ledger export --service consent', { SELOSTE_TOKEN })).toMatchObject({
      code: 1,
      out: '',
    });
  });
});

describe('seloste parked', () => {
  it('lists, shows, replays and discards, by the address and the token of the running house', async () => {
    const connection = await connect(around.vhost.amqpUrl);
    const channel = await connection.createConfirmChannel();
    channel.publish('store.events', 'customer.registered.v1', Buffer.from('{"half": '));
    await channel.waitForConfirms();
    await connection.close();
    const [item] = await eventually(async () => {
      const { out } = await seloste('parked list --format json');
      const listed = JSON.parse(out) as { _id: string; service: string }[];
      return listed.length > 0 && listed;
    });
    expect(item).toMatchObject({ service: 'consent', reason: 'malformed', queue: 'consent.intake' });
    const id = item?._id ?? '';
    const table = await seloste('parked list --service consent --reason malformed');
    expect([table.code, table.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`consent +${id} +consent.intake`)),
    ]);
    expect((await seloste('parked list --reason unknown-type')).out).toBe(
      'nothing is parked for the reason unknown-type; what is parked has: malformed\n',
    );
    expect((await seloste(`parked show ${id} --service consent`)).out).toContain('{\\"half\\": ');
    expect(await seloste(`parked discard ${id} --service consent --reason tested`)).toEqual({
      code: 0,
      out: `${id} discarded\n`,
      err: '',
    });
    expect(await seloste(`parked replay ${id} --service consent`)).toMatchObject({
      code: 1,
      err: 'seloste: consent answered 409: This message was replayed or discarded already\n',
    });
  }, 20_000);
});

const owed = (_id: string, secondsAgo: number, ...types: string[]): Record<string, unknown> => ({
  _id,
  type: 'note',
  takenAt: new Date(Date.now() - secondsAgo * 1000),
  owed: true,
  // Of no type that a queue is bound for, so that the relay does not take them away from under the test.
  owes: types.map((type, index) => ({ id: `${_id}-${index}`, source: '/consent', type, data: {} })),
});

describe('seloste owed', () => {
  it('tells how many facts owe, since when, and of which types; of nobody where nothing is owed', async () => {
    expect(await seloste('owed')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/consent +facts in all +0 +-/),
    });
    const facts = around.database.connection.db!.collection('facts');
    await facts.insertMany([
      owed('o1', 90, 'nobody.hears.v1', 'nobody.cares.v1'),
      owed('o2', 30, 'nobody.hears.v1'),
    ] as never);
    const { code, out } = await seloste('owed --service consent --format json');
    const [consent] = JSON.parse(out) as [{ oldestSeconds: number; byType: { oldestSeconds: number }[] }];
    expect([code, consent]).toMatchObject([
      0,
      {
        service: 'consent',
        facts: 2,
        byType: [
          { type: 'nobody.hears.v1', events: 2 },
          { type: 'nobody.cares.v1', events: 1 },
        ],
      },
    ]);
    for (const age of [consent.oldestSeconds, consent.byType[0]?.oldestSeconds]) {
      expect(age).toBeGreaterThanOrEqual(90);
      expect(age).toBeLessThan(120);
    }
    await facts.deleteMany({ owed: true });
  }, 20_000);

  it('shows the services that answer, and fails for the one that does not', async () => {
    const services = JSON.stringify({ consent: service.url, retention: 'http://127.0.0.1:1' });
    expect(await seloste('owed', { SELOSTE_SERVICES: services })).toEqual({
      code: 1,
      out: expect.stringContaining('consent'),
      err: 'seloste: retention does not answer at http://127.0.0.1:1\n',
    });
  });
});

describe('seloste queues and topology', () => {
  it('tells what waits, and for how long', async () => {
    const lines = await eventually(
      async () => {
        const { out } = await seloste('queues --format json');
        const found = JSON.parse(out) as { queue: string; consumers: number; ageSeconds?: number }[];
        return (
          found.some(({ queue, ageSeconds }) => queue === 'consent.intake' && ageSeconds !== undefined) &&
          found
        );
      },
      { within: 20_000, every: 500 },
    );
    // The half message of the test before was for retention too, which does not run here.
    expect(lines.find(({ queue }) => queue === 'retention.intake')).toMatchObject({ ready: 1, consumers: 0 });
  }, 30_000);

  it('checks: a binding that went is told, and put back', async () => {
    const { code, out } = await seloste('topology check');
    expect([code, out]).toEqual([1, expect.not.stringContaining('binding')]);
    const binding = `/bindings/${around.vhost.name}/e/store.events/q/consent.intake/order.placed.v1`;
    await around.vhost.manage('DELETE', binding);
    expect((await seloste('topology check')).out).toContain('order.placed.v1');
    expect((await seloste('topology apply')).code).toBe(0);
    expect((await seloste('topology check')).out).not.toContain('order.placed.v1');
  }, 30_000);
});

describe('Exit codes', () => {
  it.each<[string, number, Record<string, string | undefined>?]>([
    ['--help', 0],
    ['parked --help', 0],
    ['nothing', 2],
    ['queues --format yaml', 2],
    ['parked show x', 2],
    ['parked discard x --service consent', 2],
    ['parked list --service nobody', 2],
    ['parked show x --service consent', 1],
    ['queues', 2, { RABBITMQ_MANAGEMENT_URL: '' }],
    ['queues', 1, { RABBITMQ_MANAGEMENT_URL: 'http://127.0.0.1:1' }],
    ['queues', 1, { RABBITMQ_ADMIN_PASSWORD: 'wrong' }],
    ['topology apply', 2, { BROKER_USERS_FILE: '/nowhere' }],
    ['parked list', 1, { SELOSTE_SERVICES: '{"consent":"http://127.0.0.1:1"}' }],
    ['parked list', 2, { SELOSTE_SERVICES: 'consent' }],
    ['owed --service nobody', 2],
    ['owed', 1, { SELOSTE_TOKEN: 'a.b.c' }],
    ['parked list', 1, { SELOSTE_TOKEN: 'a.b.c' }],
  ])('seloste %s: %i', async (...[args, code, more]) => {
    const ran = await seloste(args, more);
    expect(ran.code).toBe(code);
    if (code > 0) expect(ran.err).not.toBe('');
    if (env['RABBITMQ_ADMIN_PASSWORD']) expect(ran.err).not.toContain(env['RABBITMQ_ADMIN_PASSWORD']);
  });
});
