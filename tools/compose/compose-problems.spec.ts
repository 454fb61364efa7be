import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSecrets } from '../../deploy/make-secrets.mjs';
import { readConfig } from '../../libs/service/src/config/read-config.js';
import { SERVICE_NAMES } from '../../libs/service/src/tokens.js';
import { BROKER_USERS } from '../../libs/messaging/src/topology/topology.js';
import { composeProblems } from './compose-problems.mjs';
import { interpolate, readEnvFile } from './interpolate.mjs';

const root = join(import.meta.dirname, '..', '..');
const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const env = readEnvFile(readFileSync(join(root, 'deploy', 'development.env'), 'utf8'));
let secrets: string;

beforeAll(() => {
  secrets = makeSecrets(mkdtempSync(join(tmpdir(), 'seloste-compose-')), { development: true });
});
afterAll(() => rmSync(secrets, { recursive: true, force: true }));

const problemsOf = (text: string): readonly string[] =>
  composeProblems(text, {
    env,
    root,
    secrets,
    readConfig,
    serviceNames: SERVICE_NAMES,
    brokerUsers: BROKER_USERS,
  });

describe('the compose file', () => {
  test('has nothing wrong with it', () => {
    expect(problemsOf(compose)).toEqual([]);
  });

  test('needs its variables said outside development, and its secrets most of all', () => {
    expect(interpolate(compose, {}).missing).toEqual(
      expect.arrayContaining(['SELOSTE_SECRETS', 'JWKS_URI', 'JWT_ISSUER', 'JWT_AUDIENCE', 'PUBLIC_URL']),
    );
  });

  const breaks: readonly [what: string, from: string, to: string, problem: RegExp][] = [
    [
      'a password in an address',
      ':{secret:broker-consent}@',
      ':hunter2@',
      /^consent: AMQP_URL has a password/,
    ],
    [
      'a default for a password',
      "'{secret:broker-admin}'",
      '${ADMIN_PASSWORD:-guest}',
      /\$\{ADMIN_PASSWORD\} has a default/,
    ],
    [
      'a password as a word',
      "'{secret:broker-admin}'",
      'guest',
      /^topology: RABBITMQ_ADMIN_PASSWORD is not read/,
    ],
    [
      'a secret not given',
      '[broker-admin, broker-users.json]',
      '[broker-admin]',
      /^topology: reads the secret broker-users/,
    ],
    ['a variable the service needs', '      PORT: 4104\n', '', /^retention: PORT must be a port number/],
    [
      'a variable of another meaning',
      'SERVICE_NAME: consent',
      'SERVICE_NAME: retention',
      /^consent: SERVICE_NAME says/,
    ],
    [
      'link keys',
      '      LINK_KEYS_FILE: /run/secrets/link-keys.json\n',
      '',
      /^marketing-suppression: LINK_KEYS_FILE is/,
    ],
    [
      'another user at the broker',
      'amqp://consent:',
      'amqp://retention:',
      /^consent: speaks to the broker as retention/,
    ],
    ['no version', 'image: mongo:6.0.5', 'image: mongo', /^mongodb: the image mongo has no version/],
    [
      'a program that is gone',
      'dist/apps/consent/src/main.js',
      'dist/apps/consent/main.js',
      /^consent: the program/,
    ],
    ['an open port', "'127.0.0.1:${CONSENT_PORT", "'${CONSENT_PORT", /^consent: the port 4101:4101 is open/],
    [
      'a volume nobody declares',
      '  rabbitmq-data:\n',
      '',
      /^rabbitmq: the volume rabbitmq-data is not declared/,
    ],
    ['a dependency that is gone', '{ rabbitmq: { cond', '{ rabbit: { cond', /^topology: depends on rabbit/],
    [
      'nothing to tell its health by',
      '    healthcheck:\n      test: [CMD, mongosh',
      '    x-was:\n      test: [CMD, mongosh',
      /^mongodb: is waited for/,
    ],
  ];
  test.each(breaks)('is refused with %s', (_what, from, to, problem) => {
    expect(compose).toContain(from);
    expect(problemsOf(compose.replace(from, to))).toContainEqual(expect.stringMatching(problem));
  });
});
