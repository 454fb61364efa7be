import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { choosePort, returnPort } from './ports.mjs';

const given: number[] = [];
const started: ChildProcess[] = [];
afterEach(() => {
  for (const port of given.splice(0)) returnPort(port);
  for (const child of started.splice(0)) child.kill();
});

const choose = async (...wishes: readonly number[]): Promise<number> => {
  const port = await choosePort(wishes);
  given.push(port);
  return port;
};

/** A start in a process of its own, which waits for our word and then wishes for that port. */
async function startWishing(port: number): Promise<{ goes(): void; readonly port: Promise<number> }> {
  const program = `
    const { choosePort } = await import(process.argv[1]);
    console.log('ready');
    process.stdin.once('data', async () => console.log(await choosePort([${port}])));`;
  const args = ['--input-type=module', '--eval', program, join(import.meta.dirname, 'ports.mjs')];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  child.stdout.setEncoding('utf8');
  await once(child.stdout, 'data');
  const chosen = once(child.stdout, 'data').then(([text]) => Number(text));
  return { goes: () => void child.stdin.write('go\n'), port: chosen };
}

describe('A port', () => {
  test('that is taken is not given: the next wish is', async () => {
    const free = await choose();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    returnPort(free);
    expect(await choose(port, free)).toBe(free);
    taken.close();
  });

  test('is given once, however many ask at the same time, and again when it is returned', async () => {
    const wish = await choose();
    returnPort(wish);
    const chosen = await Promise.all([choose(wish), choose(wish), choose(wish)]);
    expect(new Set(chosen).size).toBe(3);
    expect(chosen).toContain(wish);
    returnPort(wish);
    expect(await choose(wish)).toBe(wish);
  });

  test('is given to one of two starts, though its server does not listen yet', async () => {
    const wish = await choose();
    returnPort(wish);
    const [one, other] = await Promise.all([startWishing(wish), startWishing(wish)]);
    one.goes();
    expect(await one.port).toBe(wish);
    other.goes();
    expect(await other.port).not.toBe(wish);
  });
});
