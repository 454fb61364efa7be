import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { applyTopology, topologyOf } from '#messaging';
import { ConsentGranted } from '#contracts';
import { EXAMPLES } from '#participant';
import { atBroker } from '../src/index.js';
import { tinyService } from './tiny.module.js';
import { testDatabase, testSecrets, testVhost, type TestDatabase, type TestVhost } from '#testing';

export const ISSUER = 'urn:test:issuer';
export const AUDIENCE = 'seloste-test';

/** What a service needs around it: databases, a broker with the topology, keys, an issuer of tokens. */
export interface Surroundings {
  readonly database: TestDatabase;
  readonly vhost: TestVhost;
  readonly environment: Readonly<Record<string, string>>;
  readonly publicJwk: JWK;
  /** A token of the desk; claims given replace or (undefined) remove those. */
  token(claims?: JWTPayload, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** By a key the issuer publishes, but of an algorithm this service does not take. */
  tokenOfAnotherAlgorithm(): Promise<string>;
  remove(): Promise<void>;
}

/** Somebody follows it, as each of ours is followed: a lane that it closes is heard to be closed. */
const listener = { name: 'listener', takes: [ConsentGranted.type], counts: [ConsentGranted.type] };
const tinyTopology = topologyOf([atBroker(tinyService), listener], EXAMPLES);

export async function surroundings(topology = tinyTopology): Promise<Surroundings> {
  const [database, keysDatabase, vhost, secrets] = await Promise.all([
    testDatabase('service'),
    testDatabase('service_keys'),
    testVhost('service'),
    testSecrets(),
  ]);
  const admin = {
    user: process.env['TEST_RABBITMQ_ADMIN_USER'] ?? '',
    password: process.env['TEST_RABBITMQ_ADMIN_PASSWORD'] ?? '',
  };
  const management = process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '';
  await applyTopology(management, admin, vhost.name, topology, { users: {} });
  const folder = await mkdtemp(join(tmpdir(), 'seloste-service-'));
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwks = join(folder, 'jwks.json');
  const publicJwk = await exportJWK(publicKey);
  const ed25519 = await generateKeyPair('EdDSA');
  const keys = [
    { ...publicJwk, kid: 'k1', alg: 'ES256' },
    { ...(await exportJWK(ed25519.publicKey)), kid: 'k2', alg: 'EdDSA' },
  ];
  await writeFile(jwks, JSON.stringify({ keys }));
  return {
    database,
    vhost,
    publicJwk,
    environment: {
      PORT: '0',
      MONGODB_URI: database.uri,
      KEYS_MONGODB_URI: keysDatabase.uri,
      AMQP_URL: vhost.amqpUrl,
      POLICY_DIR: resolve('policies/midare'),
      ...secrets.environment,
      JWKS_URI: pathToFileURL(jwks).href,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
      SELOSTE_PROFILE: 'embedded',
      SELOSTE_CLOCK: '2026-07-01T09:00:00+03:00',
      LOG_LEVEL: 'silent',
    },
    token: (claims = {}, header = {}) => signed(privateKey, { alg: 'ES256', kid: 'k1', ...header }, claims),
    tokenOfAnotherAlgorithm: () => signed(ed25519.privateKey, { alg: 'EdDSA', kid: 'k2' }, {}),
    remove: async () => {
      await Promise.all([database.drop(), keysDatabase.drop(), vhost.remove(), secrets.remove()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const signed = (
  key: CryptoKey,
  header: { alg: string; kid: string },
  claims: JWTPayload,
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'desk-7',
    role: 'desk',
    iat: now,
    exp: now + 300,
    ...claims,
  })
    .setProtectedHeader(header)
    .sign(key);
};
