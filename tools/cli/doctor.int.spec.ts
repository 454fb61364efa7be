import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import { fourServices, type FourServices } from '../../test/harness/four-services.js';
import type { Finding } from './doctor/finding.js';
import { runCli } from './run-cli.js';

let four: FourServices;
let env: Record<string, string>;

beforeAll(async () => {
  four = await fourServices();
  const addresses = [...four.members].map(([name, { service }]) => [name, service.url]);
  env = {
    RABBITMQ_MANAGEMENT_URL: process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '',
    RABBITMQ_ADMIN_USER: process.env['TEST_RABBITMQ_ADMIN_USER'] ?? '',
    RABBITMQ_ADMIN_PASSWORD: process.env['TEST_RABBITMQ_ADMIN_PASSWORD'] ?? '',
    RABBITMQ_VHOST: four.around.vhost.name,
    SELOSTE_SERVICES: JSON.stringify(Object.fromEntries(addresses)),
    SELOSTE_TOKEN: await four.around.token({ role: 'ops', sub: 'ops-1' }),
  };
}, 120_000);
afterAll(() => four.stop(), 60_000);

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function doctor(args = '', more: Record<string, string> = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await runCli(['doctor', ...args.split(' ').filter(Boolean)], {
    env: { ...env, ...more },
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

/** How full the disk of this machine is, and which other tests use its broker, is not ours to say. */
async function findings(args = ''): Promise<readonly Finding[]> {
  const { out } = await doctor(`${args} --format json`);
  return (JSON.parse(out) as Finding[]).filter(
    ({ state, area, what }) => state !== 'ok' && area !== 'disk' && !what.includes('in the vhost'),
  );
}

describe('seloste doctor on a house that runs', () => {
  it('finds no error, and says of the embedded profile what it is', async () => {
    // The broker's own count of consumers is some seconds old.
    const found = await eventually(
      async () => {
        const now = await findings();
        return now.every(({ state }) => state === 'warning') && now;
      },
      { within: 30_000, every: 1000, explain: async () => (await doctor()).out },
    );
    const configuration = found.filter(({ area }) => area === 'configuration').map(({ what }) => what);
    expect(configuration).toContain('the services run in the profile embedded');
    expect(configuration).toContain('the clock of consent stands still');
    expect(found.filter(({ area }) => area !== 'configuration')).toEqual([]);
    expect(JSON.stringify(found)).not.toContain(env['RABBITMQ_ADMIN_PASSWORD']);
  }, 60_000);

  it('finds what was broken, says what to do, and ends with 1', async () => {
    const { around, members } = four;
    const vhost = around.vhost;
    const stranger = `stranger-${vhost.name}`;
    await members.get('retention')!.database.connection.db!.collection('facts').dropIndex('owed');
    await members
      .get('consent')!
      .database.connection.db!.collection('facts')
      .createIndex({ on: 1 }, { name: 'extra' });
    await vhost.manage('DELETE', `/bindings/${vhost.name}/e/store.events/q/consent.intake/order.placed.v1`);
    await vhost.manage('PUT', `/users/${stranger}`, { password: 'a-stranger', tags: '' });
    await vhost.manage('PUT', `/permissions/${vhost.name}/${stranger}`, {
      configure: '',
      write: '',
      read: '.*',
    });
    await vhost.manage('PUT', `/policies/${vhost.name}/overruling`, {
      pattern: '^retention.intake$',
      definition: { 'delivery-limit': 3 },
      'apply-to': 'queues',
      priority: 99,
    });
    const [consent, retention] = (['consent', 'retention'] as const).map(
      (name) => members.get(name)!.database,
    );
    await consent!.connection
      .getClient()
      .db('admin')
      .command({
        grantPrivilegesToRole: `seloste-${consent!.name}`,
        privileges: [{ resource: { db: retention!.name, collection: 'facts' }, actions: ['find', 'remove'] }],
      });
    const keyFile = around.environment['MASTER_KEY_FILE'] ?? '';
    await chmod(keyFile, 0o644);
    await chmod(dirname(keyFile), 0o755);
    const wanted = [
      'retention: the index facts.owed is missing',
      'consent: the index facts.extra is not declared',
      'the binding store.events –order.placed.v1→ consent.intake is missing',
      `the mongodb user of consent may find, remove in ${retention!.name}.facts`,
      `the keys user of consent may find, remove in ${retention!.name}.facts`,
      `${stranger} has rights in ${vhost.name}, and nobody declared any`,
      'any user of its machine can read the MASTER_KEY_FILE of consent',
    ];
    const found = await eventually(
      async () => {
        const now = (await findings()).map(({ what }) => what);
        return (
          wanted.every((what) => now.includes(what)) &&
          now.some((what) => /^retention.intake does not have its /.test(what))
        );
      },
      { within: 30_000, every: 1000, explain: async () => (await doctor()).out },
    );
    await vhost.manage('DELETE', `/users/${stranger}`);
    expect(found).toBe(true);
    const { code, out, err } = await doctor();
    expect([code, err]).toEqual([1, expect.stringMatching(/^seloste: \d+ errors?\n$/)]);
    expect(out).toMatch(/error +drift +retention: the index facts\.owed is missing\n +drop the index/);
  }, 60_000);

  it('finds a service that is away and goes on with the others', async () => {
    const services = JSON.stringify({
      ...(JSON.parse(env['SELOSTE_SERVICES'] ?? '{}') as object),
      retention: 'http://127.0.0.1:1',
    });
    const { code, out } = await doctor('', { SELOSTE_SERVICES: services });
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/error +configuration +retention does not answer/),
    ]);
    expect(out).toContain('the clock of consent stands still');
  });

  it.each<[string, number, Record<string, string>, RegExp]>([
    ['--data /nowhere', 1, {}, /\/nowhere is not there/],
    ['', 1, { RABBITMQ_ADMIN_PASSWORD: 'wrong' }, /the management API of the broker does not answer/],
    ['', 1, { SELOSTE_TOKEN: 'a.b.c' }, /consent answered 401/],
    ['--format yaml', 2, {}, /^$/],
  ])('seloste doctor %s: %i %j', async (args, code, more, said) => {
    const ran = await doctor(args, more);
    expect([ran.code, ran.out]).toEqual([code, expect.stringMatching(said)]);
  });
});
