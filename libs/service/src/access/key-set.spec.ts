import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey, type JWTVerifyGetKey } from 'jose';
import { eventually } from '#testing';
import { openKeySet } from './key-set.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seloste-keys-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('The keys of the issuer', () => {
  it('are read again when a token is signed by one that is new', async () => {
    const file = join(folder, 'jwks.json');
    const [old, next] = [await keyPair('k1'), await keyPair('k2')];
    await writeFile(file, JSON.stringify({ keys: [old.jwk] }));
    const keys = await openKeySet(pathToFileURL(file).href);
    await writeFile(file, JSON.stringify({ keys: [old.jwk, next.jwk] }));
    await utimes(file, new Date(), new Date(Date.now() + 5000));
    for (const { privateKey, kid } of [old, next]) {
      const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
      await expect(jwtVerify(token, keys)).resolves.toBeDefined();
    }
  });

  it.each<[string, object]>([
    ['a private key', { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }],
    ['a shared secret', { kty: 'oct', k: 'c2VjcmV0' }],
  ])('may not hold %s', async (_name, key) => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, JSON.stringify({ keys: [key] }));
    await expect(openKeySet(pathToFileURL(file).href)).rejects.toThrow('only public keys');
  });
});

describe('The keys of an issuer elsewhere', () => {
  const minute = 60_000;
  let asked = 0;
  let away = false;
  let published: readonly Pair[] = [];
  let server: Server;
  let keys: JWTVerifyGetKey;
  let known: Pair;
  let next: Pair;
  let now = Date.parse('2026-07-01T09:00:00Z');
  const clock = jest.spyOn(Date, 'now');

  beforeAll(async () => {
    [known, next] = [await keyPair('k1'), await keyPair('k2')];
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(away ? 500 : 200).end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(async () => {
    clock.mockImplementation(() => now);
    now += 100 * minute;
    [asked, away, published] = [0, false, [known]];
    keys = await openKeySet(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
    await verified(known);
  });
  afterAll(() => {
    clock.mockRestore();
    server.close();
  });

  const verified = async ({ kid, privateKey }: Pair): Promise<unknown> =>
    jwtVerify(await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey), keys);

  it('are asked for once, however many tokens there are', async () => {
    for (let token = 0; token < 5; token += 1) await verified(known);
    expect(asked).toBe(1);
  });

  it('are asked for again for a key that is new, and every ten seconds at most', async () => {
    for (let token = 0; token < 5; token += 1)
      await expect(verified(next)).rejects.toThrow('no applicable key');
    expect(asked).toBe(1);
    now += 11_000;
    published = [known, next];
    await verified(next);
    expect(asked).toBe(2);
  });

  it('go on for an hour while it is away, and not longer', async () => {
    away = true;
    now += 59 * minute;
    await verified(known);
    now += 2 * minute;
    await expect(verified(known)).rejects.toThrow('does not give its keys');
    away = false;
    now += 11_000;
    await verified(known);
  });

  it('are not asked for at a higher rate while it is away', async () => {
    away = true;
    now += 11_000;
    for (let token = 0; token < 5; token += 1)
      await expect(verified(next)).rejects.toThrow('does not give its keys');
    expect(asked).toBe(2);
  });

  it('are read again after ten minutes, so that one that was withdrawn does not go on', async () => {
    published = [next];
    now += 11 * minute;
    await verified(known);
    await eventually(() => asked === 2);
    await eventually(() =>
      verified(known).then(
        () => false,
        () => true,
      ),
    );
  });
});

describe('A key that was taken out of the file', () => {
  it('counts no longer, while a file that is half written changes nothing', async () => {
    const file = join(folder, 'removed.json');
    const [kept, removed] = [await keyPair('k1'), await keyPair('k2')];
    const clock = jest.spyOn(Date, 'now');
    let now = Date.parse('2026-07-01T09:00:00Z');
    clock.mockImplementation(() => now);
    const counts = async ({ privateKey, kid }: Pair): Promise<boolean> => {
      const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
      return jwtVerify(token, keys).then(
        () => true,
        () => false,
      );
    };
    await writeFile(file, JSON.stringify({ keys: [kept.jwk, removed.jwk] }));
    const keys = await openKeySet(pathToFileURL(file).href);
    expect([await counts(kept), await counts(removed)]).toEqual([true, true]);
    await writeFile(file, '{"keys": [');
    now += 11_000;
    expect([await counts(kept), await counts(removed)]).toEqual([true, true]);
    await writeFile(file, JSON.stringify({ keys: [kept.jwk] }));
    now += 11_000;
    expect([await counts(kept), await counts(removed)]).toEqual([true, false]);
    await rm(file);
    now += 61 * 60_000;
    expect(await counts(kept)).toBe(false);
    clock.mockRestore();
  });
});

type Pair = Awaited<ReturnType<typeof keyPair>>;

async function keyPair(kid: string): Promise<{ kid: string; privateKey: CryptoKey; jwk: object }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } };
}
