import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { services, type ServiceName } from '../apps/services.js';
import { eventually, fixedHashKeys } from '#testing';
import { ENDPOINTS } from './bad-input/endpoints.js';
import { accessTable, REACH, ROLES, type Role } from './harness/access-table.js';
import { fourServices, type FourServices } from './harness/four-services.js';

let four: FourServices;
beforeAll(async () => {
  four = await fourServices({ STORES: 'web-store,my-shop' });
}, 60_000);
afterAll(() => four.stop());

/** Every route that takes a body, with one that is about a customer of the web store. */
const routes = services.flatMap(({ name }) =>
  Object.entries(accessTable[name]).flatMap(([route, allowed]) => {
    const [method, path = ''] = route.split(' ');
    if (method !== 'POST' || allowed === 'anyone') return [];
    const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
    const known = ENDPOINTS.find((endpoint) => endpoint.service === name && pattern.test(endpoint.path));
    const own = { path: known?.path ?? path.replaceAll(/:\w+/g, 'nobodys'), body: known?.body ?? {} };
    return [{ service: name, route, allowed, ...own }];
  }),
);

const SPOKEN_FOR = ['web-store', 'my-shop', 'their-shop', undefined] as const;
const NAMED = ['web-store', 'my-shop', 'their-shop', undefined] as const;

/** The same about a customer of another source, or of none. */
const about = (body: object, source: string | undefined): string => {
  const text = JSON.stringify(body);
  return source === undefined
    ? text.replaceAll(/"source":"\/?web-store",?/g, '')
    : text.replaceAll('web-store', source);
};

async function post(service: ServiceName, path: string, claims: object, body: string): Promise<Response> {
  const answer = await fetch(four.member(service).service.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await four.around.token({ sub: 'somebody', ...claims })}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body,
  });
  await answer.clone().arrayBuffer();
  return answer;
}

async function verdict(answer: Response): Promise<string> {
  const { status } = answer;
  if (status === 401 || status >= 500) return String(status);
  const { errors = [] } = status < 400 ? {} : ((await answer.json()) as { errors?: { field: string }[] });
  const ofSource = errors.some(({ field }) => field.endsWith('/source'));
  if (status === 403) return ofSource ? 'foreign' : 'not allowed';
  return status === 422 && ofSource ? 'asked for a source' : 'in';
}

function expected(role: Role, allowed: readonly Role[], spokenFor?: string, named?: string): string {
  if (!allowed.includes(role)) return 'not allowed';
  if (REACH[role] === 'every source') return 'in';
  if (spokenFor !== 'web-store' && spokenFor !== 'my-shop') return 'not allowed';
  if (named === undefined) return 'asked for a source';
  return named === spokenFor ? 'in' : 'foreign';
}

describe('Role by route by source', () => {
  const table = routes.flatMap((route) => ROLES.map((role) => ({ ...route, role })));

  it.each(table)('$role at $service $route', async ({ service, allowed, path, body, role }) => {
    const found: Record<string, string> = {};
    const right: Record<string, string> = {};
    for (const spokenFor of SPOKEN_FOR)
      for (const named of NAMED) {
        const wanted = expected(role, allowed, spokenFor, named);
        // Who reaches every source names one that takes part.
        if (wanted === 'in' && (named === undefined || named === 'their-shop')) continue;
        const sent = about(body, named).replaceAll('12748', wanted === 'in' ? '12748' : 'refused');
        const claims = { role, ...(spokenFor !== undefined && { source: spokenFor }) };
        const who = `token of ${spokenFor}, customer of ${named}`;
        found[who] = await verdict(await post(service, path, claims, sent));
        right[who] = wanted;
      }
    expect(found).toEqual(right);
  });

  it('and nothing of what was refused is stored', async () => {
    const keys = fixedHashKeys();
    const factsOf = async (id: string): Promise<number> => {
      const party = { $in: NAMED.map((source) => keys.partyRef(source ?? '', id)) };
      const counts = services.map(({ name }) =>
        four.member(name).database.connection.collection('facts').countDocuments({ party }),
      );
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    };
    await eventually(async () => (await factsOf('customer/12748')) > 0);
    expect(await factsOf('customer/refused')).toBe(0);
  });
});

describe('By an address alone a store', () => {
  const address = { kind: 'email', value: 'anna.virtanen@example.com' };
  const store = { role: 'store', source: 'my-shop' };

  it.each<[string, ServiceName, string, object, string]>([
    [
      'prohibits',
      'marketing-suppression',
      '/v1/prohibitions',
      { scope: { kind: 'all-marketing' }, method: 'phone' },
      'in',
    ],
    [
      'does not prohibit for another’s customer beside it',
      'marketing-suppression',
      '/v1/prohibitions',
      { scope: { kind: 'all-marketing' }, method: 'phone', party: { source: 'web-store', id: 'customer/1' } },
      'foreign',
    ],
    [
      'does not ask',
      'marketing-suppression',
      '/v1/send-checks',
      { channel: 'email', purpose: 'newsletter' },
      'not allowed',
    ],
    ['does not find', 'consent', '/v1/parties/find', {}, 'not allowed'],
    [
      'does not ask for a decision',
      'consent',
      '/v1/decisions',
      { purpose: 'invoicing', category: 'contact' },
      'asked for a source',
    ],
  ])('%s', async (_what, service, path, body, wanted) => {
    const answer = await post(service, path, store, JSON.stringify({ address, ...body }));
    expect(await verdict(answer)).toBe(wanted);
  });

  it('does not lift what it prohibited', async () => {
    const body = { address, scope: { kind: 'research' }, method: 'phone' };
    const prohibited = await post('marketing-suppression', '/v1/prohibitions', store, JSON.stringify(body));
    const { suppression } = (await prohibited.json()) as { suppression: string };
    const lift = { method: 'phone', evidence: { statement: 'called', actedAt: '2026-07-01T09:00:00+03:00' } };
    const path = `/v1/prohibitions/${suppression}/lift`;
    expect(await verdict(await post('marketing-suppression', path, store, JSON.stringify(lift)))).toBe(
      'not allowed',
    );
  });
});
