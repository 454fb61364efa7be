import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuarded } from './guarded.mjs';
import { identityOf } from './identity.mjs';
import { claim, stopLeftovers } from './leftovers.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'seloste-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const sleeper = { command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] };
const deaf = {
  command: process.execPath,
  args: ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('deaf')"],
};

describe('a guarded process', () => {
  it('ends with the process that started it, even when that was killed with -9', async () => {
    const owner = spawn(process.execPath, ['--input-type=module', '-e', ownerSource()]);
    const pid = await firstNumber(owner.stdout);
    expect(identityOf(pid)).toBeDefined();
    owner.kill('SIGKILL');
    await gone(pid);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is killed when it does not heed the gentle request', async () => {
    const program = startGuarded({ name: 'deaf', ...deaf, stdout: 'pipe', grace: 100 });
    await new Promise((resolve) => program.stdout?.once('data', resolve));
    expect(await program.stop()).toMatchObject({ signal: 'SIGKILL' });
  });

  it('that cannot be started ends as in a shell', async () => {
    const program = startGuarded({ name: 'absent', command: join(dir, 'absent') });
    expect(await program.exited).toMatchObject({ code: 127 });
  });
});

describe('what an earlier run left behind', () => {
  it('is not touched while its owner lives', async () => {
    const program = startGuarded({ name: 'sleeper', ...sleeper, pids: dir });
    const pid = await program.started;
    await expect(stopLeftovers(dir)).rejects.toThrow('in use');
    expect(identityOf(pid)).toBeDefined();
    await program.stop();
    expect(identityOf(pid)).toBeUndefined();
  });

  it('holds no folder: a lock counts only while its holder lives', () => {
    const release = claim(dir, 'npm start');
    expect(() => claim(dir, 'npm start')).toThrow('already running');
    release();
    claim(dir, 'npm start')();
  });
});

const ownerSource = () => `
import { startGuarded } from ${JSON.stringify(new URL('guarded.mjs', import.meta.url).href)};
const program = startGuarded(${JSON.stringify({ name: 'sleeper', ...sleeper, pids: dir })});
console.log(await program.started);
`;

const firstNumber = (stream: NodeJS.ReadableStream) =>
  new Promise<number>((resolve) => stream.once('data', (chunk) => resolve(Number(String(chunk)))));

async function gone(pid: number) {
  for (let tries = 0; tries < 100 && (identityOf(pid) || readdirSync(dir).length > 0); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(identityOf(pid)).toBeUndefined();
}
