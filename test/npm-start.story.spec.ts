import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

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
  const { MONGODB_URI: _mongo, AMQP_URL: _amqp, ...env } = process.env;
  const child = spawn(process.execPath, ['tools/dev/start.mjs', '--customers', '25', ...options], {
    cwd: root,
    env: { ...env, SELOSTE_RUN_DIR: dir },
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

const leftRunning = (): string[] => readdirSync(join(dir, 'pids'));

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
});
