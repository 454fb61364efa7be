import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets, forDevelopmentOnly, mintToken } from './secrets.mjs';

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

describe('the development issuer', () => {
  it.each([
    ['tools/dev/token.mjs', 'desk'],
    ['tools/dev/start.mjs', '--exit'],
    ['deploy/make-secrets.mjs', '/nowhere', '--development'],
  ])('does not start in production: %s ends with one clear line', (...args) => {
    const env = { ...process.env, SELOSTE_PROFILE: 'production' };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([
      1,
      '',
      'the development issuer works in the profiles embedded and development only; SELOSTE_PROFILE says production\n',
    ]);
  });

  it.each([undefined, 'embedded', 'development'])('starts in the profile %s', (profile) => {
    expect(() => forDevelopmentOnly(profile === undefined ? {} : { SELOSTE_PROFILE: profile })).not.toThrow();
  });

  it.each(['', 'production', 'Development', 'staging'])('does not start in the profile "%s"', (profile) => {
    expect(() => forDevelopmentOnly({ SELOSTE_PROFILE: profile })).toThrow('the development issuer works');
  });
});
