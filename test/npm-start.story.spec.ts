import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { aCustomerRegistered, eventually } from '#testing';
import { asStore, type OwnStore } from './harness/own-store.js';

jest.setTimeout(300_000);

const root = join(import.meta.dirname, '..');
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'seloste-start-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Start {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
  saying(words: RegExp): Promise<void>;
}

/** `npm start` with servers, data and ports of its own, whatever else runs on this machine. */
function start(...options: readonly string[]): Start {
  return startWith({}, ...options);
}

function startWith(more: Readonly<Record<string, string>>, ...options: readonly string[]): Start {
  const { MONGODB_URI: _mongo, AMQP_URL: _amqp, ...env } = process.env;
  const child = spawn(process.execPath, ['tools/dev/start.mjs', '--customers', '25', ...options], {
    cwd: root,
    env: { ...env, SELOSTE_RUN_DIR: dir, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  const saying = (words: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => void (words.test(output) && resolve());
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`it ended without saying ${words}:\n${output}`)));
    });
  return { process: child, output: () => output, exitCode, saying };
}

/** The process itself, not its guard. */
const pidOf = (name: string): number => {
  const record = JSON.parse(readFileSync(join(dir, 'pids', `${name}.json`), 'utf8')) as {
    readonly child: { readonly pid: number };
  };
  return record.child.pid;
};

/** What `npx seloste` reads of the run. */
const noted = (file: string): string => readFileSync(join(dir, file), 'utf8');

const leftRunning = (): string[] => readdirSync(join(dir, 'pids'));

async function asMyShop(address: string): Promise<OwnStore> {
  const users = JSON.parse(noted('secrets/broker-users.json')) as Readonly<Record<string, string>>;
  const url = new URL(address);
  url.password = users['my-shop'] ?? '';
  return asStore('my-shop', url.href);
}

async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const addresses = JSON.parse(noted('addresses.json')) as Readonly<Record<string, string>>;
  const answer = await fetch(`${addresses['subject-requests']}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${noted('officer.token').trim()}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as T;
}

const openAccessRequest = (customer: string) =>
  ask<{ readonly request: string }>('POST', '/v1/requests', {
    kind: 'access',
    party: { source: 'my-shop', id: `customer/${customer}` },
    identity: { method: 'logged-in' },
  });
const stateOf = async (request: string): Promise<string> =>
  (await ask<{ readonly state: string }>('GET', `/v1/requests/${request}`)).state;

describe('npm start', () => {
  test('killed with -9 in the middle it leaves nothing that stops the next one, which ends with its summary', async () => {
    const killed = start();
    await killed.saying(/ is ready on /);
    killed.process.kill('SIGKILL');
    await killed.exitCode;

    const next = start('--exit');
    expect([await next.exitCode, next.output()]).toEqual([
      0,
      expect.stringContaining('everything is stopped'),
    ]);
    expect(next.output()).toMatch(/Taken in +25 customers, \d+ guests, \d+ orders/);
    expect(next.output()).toMatch(/Campaign +\d+ recipients/);
    expect(next.output()).toMatch(/by phone; none of them was allowed afterwards/);
    expect(next.output()).toMatch(/\d+ ms \(p50\), \d+ ms \(p99\)/);
    expect(next.output()).toMatch(/sell their data +20 no +no such purpose is in the policy/);
    expect(next.output()).toMatch(/To erase +nothing today .* first on 20\d\d-/);
    expect(leftRunning()).toEqual([]);
  });

  test('the second time the store has told its orders already, and Ctrl-C stops everything', async () => {
    const second = start();
    await second.saying(/Ctrl-C stops everything/);
    expect(second.output()).toContain('Told by the store in an earlier run.');
    second.process.kill('SIGINT');
    expect(await second.exitCode).toBe(0);
    expect(leftRunning()).toEqual([]);
  });

  test('what is killed is started again and that is said; an example that somebody stops stays away, alone', async () => {
    const run = start();
    await run.saying(/Ctrl-C stops everything/);
    const killed = ['web-store', 'retention', 'mongod'] as const;
    for (const name of killed) {
      const before = pidOf(name);
      process.kill(before, 'SIGKILL');
      await run.saying(new RegExp(`${name} ended by itself \\(killed\\); it is started again in 0.5 s`));
      await run.saying(new RegExp(`${name} runs again`));
      expect(pidOf(name)).not.toBe(before);
    }
    process.kill(pidOf('marketing-service'), 'SIGTERM');
    await run.saying(/marketing-service was stopped, and stays so; everything else goes on/);
    expect(leftRunning()).not.toContain('marketing-service.json');
    for (const name of killed) expect(() => process.kill(pidOf(name), 0)).not.toThrow();
    run.process.kill('SIGINT');
    expect(await run.exitCode).toBe(0);
    expect(leftRunning()).toEqual([]);
  });

  test('without the examples the services run, and a store of one’s own takes part under its own name', async () => {
    const run = startWith(
      { STORES: 'web-store,my-shop' },
      '--without',
      'web-store,marketing-service',
      '--no-replay',
    );
    await run.saying(/Ctrl-C stops everything/);
    expect(run.output()).not.toMatch(/(web-store|marketing-service) is ready/);
    expect(run.output()).toMatch(
      /Takes part +my-shop: amqp:\/\/my-shop@127\.0\.0\.1:\d+\/seloste, password in /,
    );
    const shop = await asMyShop(/amqp:\/\/my-shop@\S+(?=,)/.exec(run.output())?.[0] ?? '');
    try {
      await shop.publish({ ...aCustomerRegistered({ customer: 'my-1' }), source: '/my-shop' });
      const { request } = await openAccessRequest('my-1');
      const command = await shop.command();
      expect(command.data).toMatchObject({
        command: `${request}/collect/my-shop`,
        participant: 'my-shop',
        parties: [{ source: 'my-shop', id: 'customer/my-1' }],
      });
      await shop.answer(command, { outcome: 'none' });
      await eventually(async () => (await stateOf(request)) === 'closed', { within: 60_000 });
    } finally {
      await shop.close();
    }
    run.process.kill('SIGINT');
    expect(await run.exitCode).toBe(0);
    expect(leftRunning()).toEqual([]);
  });
});
