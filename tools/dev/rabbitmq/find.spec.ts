import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findRabbit } from './find.mjs';

let dir: string;
let said: string[];
const environment = { ...process.env };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'seloste-rabbit-'));
  said = [];
  // Without apt nothing is fetched.
  process.env['PATH'] = join(dir, 'bin');
  delete process.env['SELOSTE_RABBITMQ'];
  delete process.env['SELOSTE_IGNORE_SYSTEM_SERVERS'];
});
afterEach(() => {
  process.env = { ...environment };
  rmSync(dir, { recursive: true, force: true });
});

function script(...path: readonly string[]): void {
  const file = join(dir, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\necho epmd');
  chmodSync(file, 0o755);
}

function installed(version: string): void {
  const sbin = `rabbitmq_server-${version}/sbin`;
  for (const name of ['rabbitmq-server', 'rabbitmq-env']) script(sbin, name);
  for (const name of ['erl', 'epmd']) script('bin', name);
  process.env['PATH'] = [join(dir, 'bin'), join(dir, sbin)].join(':');
}

function unpacked(folder: string, version: string): void {
  script('cache', folder, 'tree', 'usr/lib/erlang/erts-1/bin/epmd');
  script('cache', folder, 'tree', `usr/lib/rabbitmq/lib/rabbitmq_server-${version}/sbin/rabbitmq-server`);
}

const find = () => findRabbit({ cache: join(dir, 'cache'), say: (line) => void said.push(line) });

describe('The RabbitMQ that is run', () => {
  test.each([
    ['4.1.2', '4.0.5', undefined, '4.1.2'],
    ['3.12.1', '4.0.5', undefined, '4.0.5'],
    ['3.12.1', undefined, '3.10.8', '3.12.1'],
    [undefined, undefined, '3.10.8', '3.10.8'],
  ])('of %s on the machine, %s and %s unpacked, is %s', async (machine, newer, older, expected) => {
    if (machine) installed(machine);
    if (newer) unpacked('rabbitmq-trixie', newer);
    if (older) unpacked('rabbitmq', older);
    const { version } = await find();
    expect(version).toBe(expected);
    const warned = said.some((line) =>
      line.includes(`${expected}, older than 4: used for want of a newer one`),
    );
    expect(warned).toBe(expected.startsWith('3'));
  });

  test('is the one that SELOSTE_RABBITMQ names, and no other where that cannot be had', async () => {
    unpacked('rabbitmq-trixie', '4.0.5');
    unpacked('rabbitmq', '3.10.8');
    process.env['SELOSTE_RABBITMQ'] = 'archive';
    expect((await find()).version).toBe('3.10.8');
    process.env['SELOSTE_RABBITMQ'] = 'machine';
    await expect(find()).rejects.toThrow('No RabbitMQ could be found or fetched');
    process.env['SELOSTE_RABBITMQ'] = 'rabbit';
    await expect(find()).rejects.toThrow('is none of machine, trixie, sid, archive');
  });
});
