import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSecrets } from '../../deploy/make-secrets.mjs';
import { readConfig } from '../../libs/service/src/config/read-config.js';
import { serviceNames, services as ours } from '../../apps/services.js';
import { brokerUsers } from '../dev/secrets.mjs';
import { composeProblems } from './compose-problems.mjs';
import { parse } from 'yaml';
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
    ours,
    brokerUsers,
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

  test.each(serviceNames)('%s has jobs that back it up and restore it, on its own databases', (name) => {
    interface Job {
      readonly command: readonly string[];
      readonly volumes: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
    }
    const { services } = parse(interpolate(compose, { ...env, BACKUP: '2026-11-23' }).filled, {
      merge: true,
    }) as { readonly services: Readonly<Record<string, Job | undefined>> };
    const addressesOf = (job?: Job): readonly unknown[] =>
      [job?.environment['MONGODB_URI'], job?.environment['KEYS_MONGODB_URI']].map((uri = '') =>
        uri.replace(/\/\/.*@/, '//'),
      );
    const [service, backup, restore] = [name, `backup-${name}`, `restore-${name}`].map(
      (one) => services[one],
    );
    expect(addressesOf(backup)).toEqual(addressesOf(service));
    expect(addressesOf(restore)).toEqual(addressesOf(service));
    const { JOURNAL_KEY_FILE, HASH_KEYS_FILE, ERASURE_LEDGER_DIR } = service?.environment ?? {};
    expect(restore?.environment).toMatchObject({ JOURNAL_KEY_FILE, HASH_KEYS_FILE, ERASURE_LEDGER_DIR });
    const folders = [`/backups/2026-11-23/${name}`, `/key-backups/2026-11-23/${name}`];
    const [cli, , whose] = backup?.command ?? [];
    expect(whose).toBe(`--service=${name}`);
    expect(backup?.command).toEqual([
      cli,
      'backup',
      whose,
      `--out=${folders[0]}`,
      `--keys-out=${folders[1]}`,
    ]);
    expect(restore?.command).toEqual([
      cli,
      'restore',
      whose,
      `--from=${folders[0]}`,
      `--keys-from=${folders[1]}`,
    ]);
    expect(restore?.volumes).toEqual(
      backup?.volumes.map((one) => `${one}:ro`).concat('erasures:/erasures:ro'),
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
    [
      'a job that cannot read the journal',
      'broker-restore, journal-consent.key, hash-keys.json]',
      'broker-restore, hash-keys.json]',
      /^restore-consent: reads the secret journal-consent.key, which it is not given/,
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
