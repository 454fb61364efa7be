import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey } from 'jose';
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

async function keyPair(kid: string): Promise<{ kid: string; privateKey: CryptoKey; jwk: object }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } };
}
