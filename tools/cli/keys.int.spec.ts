import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningService, SEALER, startService } from '#service';
import type { Sealer } from '#storage';
import { surroundings, type Surroundings } from '../../libs/service/test/tiny-service.js';
import { tinyService } from '../../libs/service/test/tiny.module.js';
import { runCli } from './run-cli.js';

let around: Surroundings;
const running: RunningService[] = [];
beforeAll(async () => {
  around = await surroundings();
}, 30_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(() => around.remove());

const bytes = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');
let files = 0;

async function keyFile(current: string, keys: Readonly<Record<string, number>>): Promise<string> {
  const path = join(around.environment['ERASURE_LEDGER_DIR'] ?? '', `keys-${(files += 1)}.json`);
  const content = Object.fromEntries(Object.entries(keys).map(([kid, byte]) => [kid, bytes(byte)]));
  await writeFile(path, JSON.stringify({ current, keys: content }), { mode: 0o600 });
  return path;
}

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  const service = await startService(tinyService, { ...around.environment, ...env });
  running.push(service);
  return service;
}

const withMaster = async (current: string, keys: Readonly<Record<string, number>>): Promise<RunningService> =>
  start({ MASTER_KEY_FILE: await keyFile(current, keys) });

async function stop(service: RunningService): Promise<void> {
  running.splice(running.indexOf(service), 1);
  await service.stop();
}

const sealerOf = (service: RunningService): Sealer => service.app.get<Sealer>(SEALER);

async function seloste(args: string, { url }: RunningService, role = 'ops') {
  let [out, err] = ['', ''];
  const code = await runCli(args.split(' '), {
    env: {
      SELOSTE_SERVICES: JSON.stringify({ consent: url }),
      SELOSTE_TOKEN: await around.token({ role, sub: `${role}-1` }),
    },
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

describe('a master key is changed while the services run', () => {
  it('one by one, with writes at both, rewrapped by seloste keys, and the old one taken away', async () => {
    const [old, other] = [await withMaster('m1', { m1: 1 }), await withMaster('m1', { m1: 1 })];
    const sealed = await sealerOf(old).seal('p_1', 'proof', 'before');

    // First everybody knows the new key, then everybody uses it.
    await stop(old);
    const listed = await withMaster('m1', { m1: 1, m2: 2 });
    await stop(other);
    const current = await withMaster('m2', { m1: 1, m2: 2 });
    const [during, by] = await Promise.all([
      sealerOf(current).seal('p_2', 'directory', 'during'),
      sealerOf(listed).seal('p_3', 'directory', 'also during'),
    ]);
    expect(await sealerOf(listed).open(during, 'p_2', 'directory')).toBe('during');
    await stop(listed);

    await expect(withMaster('m2', { m2: 2 })).rejects.toThrow(/master key m1 is not in the key file.*\(2\)/);
    const { out } = await seloste('keys', current);
    expect(out).toMatch(/consent +master +m1 +no +1 proof, 1 directory|1 directory, 1 proof/);
    expect(out).toMatch(/consent +master +m2 +yes +1 directory/);

    expect(await seloste('keys rewrap --format json', current)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/"service": "consent"[^]*"rewrapped": 2[^]*"left": 0/),
    });
    expect(await seloste('keys rewrap', current)).toEqual({
      code: 0,
      out: 'consent: 0 data keys wrapped anew by m2, 0 left\n',
      err: '',
    });
    await stop(current);
    const last = await withMaster('m2', { m2: 2 });
    expect(await sealerOf(last).open(sealed, 'p_1', 'proof')).toBe('before');
    expect(await sealerOf(last).open(by, 'p_3', 'directory')).toBe('also during');
  }, 60_000);

  it('a service does not start with another key of the same name', async () => {
    await expect(withMaster('m2', { m2: 9 })).rejects.toThrow('it is another key of that name');
  }, 20_000);

  it('is for ops alone, and what they did is on record', async () => {
    const service = await withMaster('m2', { m2: 2 });
    expect((await seloste('keys', service, 'desk')).err).toContain('403');
    await seloste('keys rewrap', service);
    const { out } = await seloste('audit --format json --limit 5', service, 'officer');
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({ who: 'ops-1', method: 'POST', route: '/v1/ops/keys/rewrap' }),
    );
  }, 20_000);
});
