import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { surroundings, type Surroundings } from '../../test/tiny-service.js';
import { tinyService } from '../../test/tiny.module.js';
import { startService, type RunningService } from '../index.js';

let around: Surroundings;
let service: RunningService;
let behindProxy: RunningService;

const limits = {
  BODY_LIMIT_BYTES: '2048',
  RATE_LIMIT_PERSON: '3',
  RATE_LIMIT_MACHINE: '0',
  RATE_LIMIT_LINK: '2',
  RATE_LIMIT_ADDRESS: '4',
};

beforeAll(async () => {
  around = await surroundings();
  const start = (env: object): Promise<RunningService> =>
    startService(tinyService, { ...around.environment, ...limits, ...env });
  service = await start({});
  behindProxy = await start({ TRUSTED_PROXIES: '10.1.0.0/16, 127.0.0.1', RATE_LIMIT_MACHINE: '2' });
}, 30_000);
afterAll(async () => {
  await Promise.all([service.stop(), behindProxy.stop()]);
  await around.remove();
});

async function ask(path: string, headers: Record<string, string> = {}, at = service): Promise<Response> {
  const answer = await fetch(at.url + path, { headers });
  await answer.clone().text();
  return answer;
}
const askBehind = (client: string): Promise<Response> =>
  ask('/v1/openapi.json', { 'x-forwarded-for': `198.51.100.1, ${client}` }, behindProxy);
const as = async (claims: object): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await around.token({ ...claims })}`,
});
const askAs = async (source: string): Promise<Response> =>
  ask('/v1/notes', await as({ sub: 'shop', role: 'store', source }), behindProxy);
const statuses = async (count: number, one: (index: number) => Promise<Response>): Promise<number[]> => {
  const found: number[] = [];
  for (let index = 0; index < count; index += 1) found.push((await one(index)).status);
  return found;
};

describe('Requests beyond the limit are refused with the time to come again', () => {
  it('of one subject; another one, and a program without a limit, go on', async () => {
    const desk = await as({ sub: 'desk-1' });
    expect(await statuses(4, () => ask('/v1/notes', desk))).toEqual([200, 200, 200, 429]);
    const refused = await ask('/v1/notes', desk);
    expect(refused.headers.get('content-type')).toMatch(/problem\+json/);
    expect(await refused.json()).toMatchObject({
      type: 'urn:seloste:problem:too-many-requests',
      status: 429,
    });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    const other = await as({ sub: 'desk-2' });
    expect((await ask('/v1/notes', other)).status).toBe(200);
    const store = await as({ sub: 'desk-1', role: 'store' });
    expect(await statuses(6, () => ask('/v1/notes', store))).toEqual(Array(6).fill(403));
  });

  it('of one store; another whose tokens name the same subject goes on', async () => {
    expect(await statuses(3, () => askAs('web-store'))).toEqual([403, 403, 429]);
    expect((await askAs('my-shop')).status).toBe(403);
  });

  it('of one link, wherever it is clicked; another link from the same place goes on', async () => {
    expect(await statuses(3, () => ask('/v1/odd/links/one'))).toEqual([200, 200, 429]);
    expect(await statuses(6, (index) => ask(`/v1/odd/links/one-${index}`))).toEqual(Array(6).fill(200));
  });

  it('of one link, however it is written', async () => {
    const written = ['one-link', 'one-link.', 'one-link.%20'];
    expect(await statuses(3, (index) => ask(`/v1/odd/links/${written[index]}`))).toEqual([200, 200, 429]);
  });

  it('of what is no link, by address, however different; links from the same place go on', async () => {
    const garbage = (index: number): Promise<Response> =>
      ask(`/v1/odd/links/garbage-${index}`, { 'x-forwarded-for': '192.0.2.30' }, behindProxy);
    expect(await statuses(6, garbage)).toEqual([200, 200, 200, 200, 429, 429]);
    const link = await ask('/v1/odd/links/one-of-ours', { 'x-forwarded-for': '192.0.2.30' }, behindProxy);
    expect(link.status).toBe(200);
  });

  it('of one link, also after very many others', async () => {
    await statuses(2, () => ask('/v1/odd/links/one-to-be-flushed', {}, behindProxy));
    for (let round = 0; round < 55; round += 1)
      await Promise.all(
        Array.from({ length: 100 }, (_, n) => ask(`/v1/odd/links/one-${round}-${n}`, {}, behindProxy)),
      );
    expect((await ask('/v1/odd/links/one-to-be-flushed', {}, behindProxy)).status).toBe(429);
  });

  it('of who has no valid token, by address; who has one is never refused for it', async () => {
    const one = (index: number): Promise<Response> =>
      ask('/v1/notes', { authorization: 'Bearer a.b.c', 'x-forwarded-for': `192.0.2.${index}` });
    expect(await statuses(6, one)).toEqual([401, 401, 401, 401, 429, 429]);
    expect((await ask('/v1/notes', await as({ sub: 'desk-3' }))).status).toBe(200);
    expect((await ask('/v1/odd/links/one-more')).status).toBe(200);
  });

  it('by the address that a proxy of ours tells', async () => {
    expect(await statuses(5, () => askBehind('192.0.2.7'))).toEqual([200, 200, 200, 200, 429]);
    expect((await askBehind('192.0.2.8')).status).toBe(200);
  });

  it('but never of a monitor', async () => {
    expect(await statuses(8, () => ask('/health/live'))).toEqual(Array(8).fill(200));
    expect(await statuses(8, () => ask('/metrics'))).toEqual(Array(8).fill(200));
  });

  it('A body larger than it may be is refused', async () => {
    const headers = { ...(await as({ sub: 'desk-4' })), 'content-type': 'application/json' };
    const body = JSON.stringify({ text: 'x'.repeat(2048) });
    const answer = await fetch(`${service.url}/v1/notes`, { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toMatchObject([
      413,
      { type: 'urn:seloste:problem:body-too-large' },
    ]);
  });
});
