import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets, mintToken } from './secrets.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'seloste-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const contents = () =>
  Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')]));

describe('development secrets', () => {
  it('are made once and readable by their owner only', () => {
    ensureSecrets(dir);
    const first = contents();
    ensureSecrets(dir);
    expect(contents()).toEqual(first);
    for (const name of Object.keys(first)) expect(statSync(join(dir, name)).mode & 0o077).toBe(0);
    expect(Buffer.from(first['master-consent.key']!.trim(), 'base64url')).toHaveLength(32);
  });

  it('are never replaced where data written with them exists', () => {
    ensureSecrets(dir);
    rmSync(join(dir, 'hash-keys.json'));
    expect(() => ensureSecrets(dir, { data: [dir] })).toThrow('hash-keys.json');
    expect(readdirSync(dir)).not.toContain('hash-keys.json');
  });

  it('publish a key that verifies the tokens, and not the key that signs them', async () => {
    ensureSecrets(dir);
    const published: JSONWebKeySet = JSON.parse(contents()['jwks.json']!);
    const token = mintToken(dir, { role: 'store', sub: 'shop', minutes: 5 });
    const expected = { issuer: 'urn:seloste:development', audience: 'seloste' };
    const { payload } = await jwtVerify(token, createLocalJWKSet(published), expected);
    expect(payload).toMatchObject({ role: 'store', sub: 'shop', source: 'web-store' });
    expect(published.keys[0]).not.toHaveProperty('d');
  });
});
