import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LaneClock } from '#messaging';
import { eventually } from '#testing';
import { cuttableProxy, type CuttableProxy } from '../test/cuttable-proxy.js';
import { surroundings, type Surroundings } from '../test/tiny-service.js';
import { tinyService } from '../test/tiny.module.js';
import { LANES, startService, type RunningService } from './index.js';

let around: Surroundings;
let service: RunningService | undefined;
let proxy: CuttableProxy | undefined;

beforeAll(async () => {
  around = await surroundings();
}, 30_000);
afterEach(async () => {
  await service?.stop();
  service = undefined;
  await proxy?.close();
});
afterAll(() => around.remove());

const start = async (env: Record<string, string>): Promise<RunningService> => {
  service = await startService(tinyService, { ...around.environment, ...env });
  return service;
};

async function takeNote(url: string, key: string): Promise<Response> {
  return fetch(`${url}/v1/notes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await around.token()}`,
      'idempotency-key': key,
    },
    body: JSON.stringify({ party: { source: 'web-store', id: 'customer/1' }, text: 'x' }),
  });
}

async function wayToMongo(): Promise<[CuttableProxy, string]> {
  const uri = new URL(around.environment['MONGODB_URI'] ?? '');
  proxy = await cuttableProxy(uri.hostname, Number(uri.port));
  uri.host = `127.0.0.1:${proxy.port}`;
  uri.search = '?directConnection=true&authSource=admin';
  return [proxy, uri.href];
}

/** Asked until it is done, and then once more: the same answer. */
async function acknowledged(url: string, key: string): Promise<void> {
  await eventually(async () => (await takeNote(url, key)).status < 300, { within: 20_000, every: 200 });
  expect((await takeNote(url, key)).status).toBe(200);
}

const reportOf = async (url: string): Promise<[number, unknown]> => {
  const answer = await fetch(`${url}/health/ready`);
  return [answer.status, await answer.json()];
};

describe('What a service needs may go away and come back', () => {
  it('takes facts in while the broker is away, and says that it is degraded', async () => {
    const { url } = await start({ AMQP_URL: 'amqp://consent:password@127.0.0.1:1/nowhere' });
    expect((await takeNote(url, 'without-a-broker')).status).toBe(201);
    const [status, report] = await reportOf(url);
    expect([status, report]).toMatchObject([
      200,
      { status: 'degraded', dependencies: { mongodb: 'up', broker: 'down', consumers: 'degraded' } },
    ]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  }, 20_000);

  it('answers 503 with Retry-After while MongoDB is away, never a false success, and goes on afterwards', async () => {
    const [way, uri] = await wayToMongo();
    const { url } = await start({ MONGODB_URI: uri });
    expect((await takeNote(url, 'before-the-outage')).status).toBe(201);

    way.cut();
    const refused = await takeNote(url, 'during-the-outage');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ type: 'urn:seloste:problem:unavailable' });
    const [status, report] = await reportOf(url);
    expect([status, report]).toMatchObject([503, { status: 'not-ready', dependencies: { mongodb: 'down' } }]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    // What alerts go by is told meanwhile; what only the database knows is left out.
    const told = await (await fetch(`${url}/metrics`)).text();
    expect(told).toContain('seloste_dependency_up{dependency="mongodb"} 0\n');
    expect(told).toContain('seloste_dependency_up{dependency="keys"} 1\n');
    expect(told).not.toMatch(/^seloste_parked /m);

    way.mend();
    await acknowledged(url, 'during-the-outage');
  }, 60_000);

  it('answers 503 in bounded time while MongoDB is there and keeps silent', async () => {
    const [way, uri] = await wayToMongo();
    const { url } = await start({ MONGODB_URI: uri, ANSWER_WITHIN_MS: '1000' });
    expect((await takeNote(url, 'before-the-silence')).status).toBe(201);

    way.silence();
    const began = performance.now();
    const [refused, [status]] = await Promise.all([takeNote(url, 'during-the-silence'), reportOf(url)]);
    expect(performance.now() - began).toBeLessThan(4000);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ type: 'urn:seloste:problem:unavailable' });
    expect(status).toBe(503);

    way.mend();
    await acknowledged(url, 'during-the-silence');
  }, 60_000);
});

describe('A service that stops', () => {
  it('finishes what it has begun, takes nothing new, and closes its lane', async () => {
    const running = await start({});
    const { url } = running;
    const [lane] = running.app.get<LaneClock>(LANES).lanes;
    expect((await takeNote(url, 'before-the-stop')).status).toBe(201);
    const slow = fetch(`${url}/v1/odd/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = running.stop();
    service = undefined;
    await expect(slow.then((answer) => answer.json())).resolves.toEqual({ waited: true });
    await stopped;
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
    const lanes = around.database.connection.db!.collection('lanes');
    expect(await lanes.findOne({ _id: lane as never })).toMatchObject({ closedAt: expect.any(Date) });
  }, 30_000);
});
