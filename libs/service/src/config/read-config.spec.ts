import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig, type Environment } from './read-config.js';

let folder: string;
let complete: Environment;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seloste-config-'));
  const file = join(folder, 'keys.json');
  writeFileSync(file, '{}');
  complete = {
    PORT: '3001',
    MONGODB_URI: 'mongodb://consent:pw-of-consent@db/consent',
    KEYS_MONGODB_URI: 'mongodb://db/consent_keys',
    AMQP_URL: 'amqp://consent:pw-of-consent@broker/seloste',
    POLICY_DIR: folder,
    MASTER_KEY_FILE: file,
    HASH_KEYS_FILE: file,
    JOURNAL_KEY_FILE: file,
    ERASURE_LEDGER_DIR: folder,
    LEDGER_KEY_FILE: file,
    JWKS_URI: 'https://issuer.example/jwks',
    JWT_ISSUER: 'https://issuer.example',
    JWT_AUDIENCE: 'seloste',
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

const registered = (env: Environment) => readConfig({ name: 'consent' }, { ...complete, ...env }).registered;

const problemsOf = (env: Environment): readonly string[] => {
  try {
    readConfig({ name: 'consent' }, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

const readForLinks = (env: Environment) =>
  readConfig(
    { name: 'marketing-suppression', needs: ['LINK_KEYS_FILE'] },
    { ...complete, LINK_KEYS_FILE: complete['HASH_KEYS_FILE'], ...env },
  );

describe('Where unsubscribe links point', () => {
  const local = { SELOSTE_PROFILE: 'development' };

  it.each([
    ['https://choices.example.fi', {}],
    ['https://example.fi/choices/', {}],
    ['http://127.0.0.1:4103', local],
    ['https://choices.example.fi:8443', {}],
    ['https://xn--pivi-loa.example.fi', {}],
  ])('may be %s', (PUBLIC_URL, env) => {
    expect(readForLinks({ PUBLIC_URL, ...env }).publicUrl).toBe(PUBLIC_URL);
  });

  it('need not be said outside production, nor to a service that signs no links', () => {
    expect(readForLinks(local)).not.toHaveProperty('publicUrl');
    expect(readConfig({ name: 'consent' }, complete)).not.toHaveProperty('publicUrl');
  });

  it.each<[string, Environment, RegExp]>([
    ['nowhere', {}, /PUBLIC_URL is missing/],
    ['nothing', { PUBLIC_URL: ' ' }, /PUBLIC_URL is missing/],
    ['where all can listen', { PUBLIC_URL: 'http://choices.example.fi' }, /PUBLIC_URL .* https:/],
    ['what is no address', { PUBLIC_URL: 'choices.example.fi' }, /PUBLIC_URL .* https:/],
    ['a query', { PUBLIC_URL: 'https://example.fi/?page=choices' }, /PUBLIC_URL must have no query/],
    ['an empty query', { PUBLIC_URL: 'https://example.fi/?' }, /PUBLIC_URL must have no query/],
    [
      'a fragment',
      { PUBLIC_URL: 'https://example.fi/#choices' },
      /PUBLIC_URL must have no query, no fragment/,
    ],
    ['a password', { PUBLIC_URL: 'https://a:secret@example.fi' }, /PUBLIC_URL must have .* no password/],
    ['a user without a name', { PUBLIC_URL: 'https://@a.fi' }, /PUBLIC_URL must be written/],
    ['two lines', { PUBLIC_URL: 'https://a.fi/\r\nBcc: b@c.fi' }, /PUBLIC_URL must be written/],
    ['a host with a line break', { PUBLIC_URL: 'https://a.\nfi' }, /PUBLIC_URL must be written/],
    ['two words', { PUBLIC_URL: 'https://a.fi/our choices' }, /PUBLIC_URL must be written/],
    ['what ends a link in a header', { PUBLIC_URL: 'https://a.fi/>' }, /PUBLIC_URL must be written/],
    ['without a host', { PUBLIC_URL: 'https:///a.fi' }, /PUBLIC_URL must be written/],
    ['the wrong slash', { PUBLIC_URL: 'https://a.fi\\choices' }, /PUBLIC_URL must be written/],
    ['a way round', { PUBLIC_URL: 'https://a.fi/a/..' }, /PUBLIC_URL must be written/],
    ['letters that no header has', { PUBLIC_URL: 'https://päivi.fi' }, /PUBLIC_URL must be written/],
    ['such letters in the path', { PUBLIC_URL: 'https://a.fi/päivi' }, /PUBLIC_URL must be written/],
    ['a sign of no width', { PUBLIC_URL: 'https://a.fi/\u200bx' }, /PUBLIC_URL must be written/],
    [
      'longer than a header line',
      { PUBLIC_URL: `https://a.fi/${'x'.repeat(90)}` },
      /PUBLIC_URL must be written/,
    ],
    ['a place to fill in', { PUBLIC_URL: 'https://{host}' }, /PUBLIC_URL must name a host/],
    ['this machine', { PUBLIC_URL: 'https://localhost:4103' }, /PUBLIC_URL must name a host/],
    ['its number', { PUBLIC_URL: 'https://127.0.0.1' }, /PUBLIC_URL must name a host/],
    ['the same of version 6', { PUBLIC_URL: 'https://[::1]' }, /PUBLIC_URL must name a host/],
    ['all of its numbers', { PUBLIC_URL: 'https://0.0.0.0' }, /PUBLIC_URL must name a host/],
    ['two lines in development', { ...local, PUBLIC_URL: 'http://a.fi/\nb' }, /PUBLIC_URL must be written/],
    [
      'a query in development',
      { ...local, PUBLIC_URL: 'http://127.0.0.1/?a' },
      /PUBLIC_URL must have no query/,
    ],
  ])('may not be %s', (_what, env, problem) => {
    expect(() => readForLinks(env)).toThrow(problem);
    expect(() => readForLinks(env)).not.toThrow(/secret/);
  });
});

describe('A service starts only with an environment that is whole', () => {
  it('takes a whole one, on loopback, in production, with ES256 only', () => {
    expect(readConfig({ name: 'consent' }, complete)).toMatchObject({
      host: '127.0.0.1',
      port: 3001,
      profile: 'production',
      jwtAlgorithms: ['ES256'],
      ledgerEveryMs: 10_000,
      answerWithinMs: 15_000,
      earliestAct: '1995-01-01',
      stuckMs: 30_000,
      logLevel: 'info',
      watchParent: false,
    });
  });

  it('tells one line for each variable that is missing, all at once', () => {
    const told = problemsOf({});
    const names = told.map((line) => line.split(' ')[0] ?? '');
    expect(new Set(names)).toEqual(
      new Set([
        'PORT',
        'MONGODB_URI',
        'KEYS_MONGODB_URI',
        'AMQP_URL',
        'POLICY_DIR',
        'MASTER_KEY_FILE',
        'HASH_KEYS_FILE',
        'JOURNAL_KEY_FILE',
        'ERASURE_LEDGER_DIR',
        'LEDGER_KEY_FILE',
        'JWKS_URI',
        'JWT_ISSUER',
        'JWT_AUDIENCE',
      ]),
    );
    expect(names).toHaveLength(13);
  });

  it.each<[string, Environment, RegExp]>([
    ['a port that is none', { PORT: '80a' }, /^PORT /],
    ['another protocol', { AMQP_URL: 'http://broker' }, /^AMQP_URL .* amqp:/],
    ['keys over plain HTTP', { JWKS_URI: 'http://issuer.example/jwks' }, /^JWKS_URI .* file: or https:/],
    ['a file that is not there', { MASTER_KEY_FILE: '/nowhere' }, /^MASTER_KEY_FILE .* not there/],
    ['a folder for a file', { HASH_KEYS_FILE: '/' }, /^HASH_KEYS_FILE .* not there/],
    ['a symmetric algorithm', { JWT_ALGORITHMS: 'ES256,HS256' }, /^JWT_ALGORITHMS/],
    ['no algorithm', { JWT_ALGORITHMS: 'none' }, /^JWT_ALGORITHMS/],
    ['a pinned clock in production', { SELOSTE_CLOCK: '2026-07-01T00:00:00Z' }, /embedded only/],
    [
      'a pinned clock in development',
      { SELOSTE_CLOCK: '2026-07-01', SELOSTE_PROFILE: 'development' },
      /embedded only/,
    ],
    ['keys of a file in production', { JWKS_URI: 'file:///jwks.json' }, /^JWKS_URI .* https: .* production/],
    ['the development issuer in production', { JWT_ISSUER: 'urn:seloste:development' }, /^JWT_ISSUER/],
    ['an earliest day that is none', { EARLIEST_ACT: '1995-02-30' }, /^EARLIEST_ACT /],
    ['a body of any size', { BODY_LIMIT_BYTES: '1e9' }, /^BODY_LIMIT_BYTES .* 1024 to 1048576/],
    ['a limit that is none', { RATE_LIMIT_LINK: 'many' }, /^RATE_LIMIT_LINK/],
    ['a limit below nothing', { RATE_LIMIT_PERSON: '-1' }, /^RATE_LIMIT_PERSON/],
    ['proxies by name', { TRUSTED_PROXIES: '10.0.0.0/8, proxy' }, /^TRUSTED_PROXIES/],
    ['a secret that is there twice', { AMQP_URL_FILE: '/' }, /^AMQP_URL and AMQP_URL_FILE are both set/],
    [
      'a file of a secret that is not there',
      { AMQP_URL: '', AMQP_URL_FILE: '/no' },
      /^AMQP_URL_FILE .* not there/,
    ],
    [
      'a signer of certificates that is not there',
      { MONGODB_CA_FILE: '/no' },
      /^MONGODB_CA_FILE .* not there/,
    ],
    ['a time to answer in that is none', { ANSWER_WITHIN_MS: 'soon' }, /ANSWER_WITHIN_MS must be/],
    ['a clock that is none', { SELOSTE_CLOCK: 'noon', SELOSTE_PROFILE: 'embedded' }, /must be an instant/],
    ['a profile nobody knows', { SELOSTE_PROFILE: 'dev' }, /^SELOSTE_PROFILE/],
    ['a store with a name that is none', { STORES: 'web-store, My Shop' }, /^STORES: My Shop is no name/],
    [
      'a store with the name of a service',
      { STORES: 'web-store,consent' },
      /^STORES: consent is there twice, or is one of our own services/,
    ],
    [
      'a marketing service with the name of a store',
      { MARKETING_SERVICES: 'web-store' },
      /^MARKETING_SERVICES: web-store is there twice/,
    ],
    ['the name of another service', { SERVICE_NAME: 'retention' }, /^SERVICE_NAME/],
  ])('refuses %s', (_name, change, words) => {
    const told = problemsOf({ ...complete, ...change });
    expect(told).toEqual([expect.stringMatching(words)]);
  });

  it.each(['embedded', 'development'])('takes keys of a file in the profile %s', (SELOSTE_PROFILE) => {
    expect(problemsOf({ ...complete, JWKS_URI: 'file:///jwks.json', SELOSTE_PROFILE })).toEqual([]);
  });

  it('takes the examples for those who take part, unless it is told who does', () => {
    expect(registered({})).toEqual({ stores: ['web-store'], marketingServices: ['marketing-service'] });
    expect(registered({ STORES: ' my-shop ,web-store', MARKETING_SERVICES: '' })).toEqual({
      stores: ['my-shop', 'web-store'],
      marketingServices: [],
    });
  });

  it('takes the addresses of a replica set, and secrets from files', () => {
    const file = join(folder, 'address');
    writeFileSync(file, 'mongodb://consent:pw@db1:27017,db2:27017/consent?replicaSet=rs0\n');
    const config = readConfig(
      { name: 'consent' },
      { ...complete, MONGODB_URI: undefined, MONGODB_URI_FILE: file },
    );
    expect(config.mongodbUri).toBe('mongodb://consent:pw@db1:27017,db2:27017/consent?replicaSet=rs0');
    writeFileSync(file, 'postgres://consent:pw-of-consent@db');
    const told = problemsOf({ ...complete, MONGODB_URI: '', MONGODB_URI_FILE: file });
    expect(told).toEqual([expect.stringMatching(/^MONGODB_URI_FILE must be an address/)]);
    expect(told.join()).not.toContain('pw-of-consent');
  });

  it('has no secret of its own: without the environment there is none in its words either', () => {
    const { PORT, POLICY_DIR } = complete;
    expect(problemsOf({ PORT, POLICY_DIR }).map((line) => line.split(' ')[0])).toEqual([
      'MONGODB_URI',
      'KEYS_MONGODB_URI',
      'AMQP_URL',
      'MASTER_KEY_FILE',
      'HASH_KEYS_FILE',
      'JOURNAL_KEY_FILE',
      'ERASURE_LEDGER_DIR',
      'LEDGER_KEY_FILE',
      'JWKS_URI',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
    ]);
  });

  it('never repeats a value that may be a secret', () => {
    const told = problemsOf({ ...complete, MONGODB_URI: 'postgres://consent:pw-of-consent@db' });
    expect(told.join()).not.toContain('pw-of-consent');
  });
});
