import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from '../tokens.js';

export interface ServiceConfig {
  readonly name: ServiceName;
  readonly host: string;
  readonly port: number;
  readonly profile: 'embedded' | 'development' | 'production';
  readonly mongodbUri: string;
  readonly keysMongodbUri: string;
  readonly amqpUrl: string;
  readonly policyDir: string;
  /** The public keys of those who may publish; `officers.yaml` beside the versions where not named. */
  readonly officersFile: string;
  readonly masterKeyFile: string;
  readonly hashKeysFile: string;
  /** Only marketing-suppression signs links. */
  readonly linkKeysFile?: string;
  readonly jwksUri: string;
  readonly jwtIssuer: string;
  readonly jwtAudience: string;
  readonly jwtAlgorithms: readonly string[];
  /** Business time stands still here; embedded profile only. */
  readonly clock?: Date;
  /** A request that has no answer by then is answered 503. */
  readonly answerWithinMs: number;
  readonly logLevel: string;
  readonly watchParent: boolean;
  /** Where links in letters and answers point. */
  readonly publicUrl?: string;
}

/** All that is wrong with the environment, one clear line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`the environment is not complete:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  }
}

const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'];
const PROFILES = ['embedded', 'development', 'production'] as const;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks every variable at once; values are not repeated, since some are secrets. */
export function readConfig(name: ServiceName, env: Environment): ServiceConfig {
  const problems: string[] = [];
  const text = (key: string, meaning: string): string => {
    const value = env[key]?.trim();
    if (value !== undefined && value !== '') return value;
    problems.push(`${key} is missing: ${meaning}`);
    return '';
  };
  const url = (key: string, meaning: string, ...protocols: string[]): string => {
    const value = text(key, meaning);
    if (value !== '' && (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))) {
      problems.push(`${key} must be an address that begins with ${protocols.join(' or ')}`);
    }
    return value;
  };
  const file = (key: string, meaning: string, kind: 'file' | 'folder' = 'file'): string => {
    const path = text(key, meaning);
    const there =
      path !== '' &&
      existsSync(path) &&
      (kind === 'file' ? statSync(path).isFile() : statSync(path).isDirectory());
    if (path !== '' && !there) problems.push(`${key} names a ${kind} that is not there: ${path}`);
    return path;
  };
  const oneOf = <T extends string>(key: string, among: readonly T[], otherwise: T): T => {
    const value = env[key] ?? otherwise;
    const found = among.find((word) => word === value);
    if (found === undefined) problems.push(`${key} must be one of ${among.join(', ')}`);
    return found ?? otherwise;
  };

  if (!SERVICE_NAMES.includes(name)) problems.push(`${name} is no service of Seloste`);
  if (env['SERVICE_NAME'] !== undefined && env['SERVICE_NAME'] !== name) {
    problems.push(`SERVICE_NAME says ${env['SERVICE_NAME']}, but this is ${name}`);
  }
  const port = Number(env['PORT'] ?? 'missing');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push('PORT must be a port number: where this service listens for HTTP (0 takes any free one)');
  }
  const profile = oneOf('SELOSTE_PROFILE', PROFILES, 'production');
  const jwtAlgorithms = (env['JWT_ALGORITHMS'] ?? 'ES256').split(',').map((word) => word.trim());
  if (jwtAlgorithms.some((word) => !ALGORITHMS.includes(word))) {
    problems.push(`JWT_ALGORITHMS must be of ${ALGORITHMS.join(', ')}, separated by commas`);
  }
  const pinned = env['SELOSTE_CLOCK'];
  const clock = pinned === undefined || pinned === '' ? undefined : new Date(pinned);
  if (clock !== undefined && profile !== 'embedded') {
    problems.push(
      'SELOSTE_CLOCK may be set in the profile embedded only: elsewhere time is not ours to choose',
    );
  }
  if (clock !== undefined && Number.isNaN(clock.getTime())) {
    problems.push('SELOSTE_CLOCK must be an instant such as 2026-07-01T09:00:00+03:00');
  }
  const answerWithinMs = Number(env['ANSWER_WITHIN_MS'] ?? 15_000);
  if (!Number.isInteger(answerWithinMs) || answerWithinMs < 1 || answerWithinMs > 600_000) {
    problems.push('ANSWER_WITHIN_MS must be a number of milliseconds, 600000 at most');
  }
  const jwksUri = url('JWKS_URI', 'the public keys of the token issuer', 'file:', 'https:');
  const config: ServiceConfig = {
    name,
    host: env['HOST'] ?? '127.0.0.1',
    port,
    profile,
    mongodbUri: url('MONGODB_URI', "this service's own database", 'mongodb:', 'mongodb+srv:'),
    keysMongodbUri: url('KEYS_MONGODB_URI', 'the database of the data keys', 'mongodb:', 'mongodb+srv:'),
    amqpUrl: url('AMQP_URL', "the broker, with this service's own user", 'amqp:', 'amqps:'),
    policyDir: file('POLICY_DIR', 'the folder of <validFrom>/policy.yaml', 'folder'),
    officersFile:
      env['OFFICERS_FILE'] === undefined
        ? join(env['POLICY_DIR'] ?? '', 'officers.yaml')
        : file('OFFICERS_FILE', 'the public keys of the officers'),
    masterKeyFile: file('MASTER_KEY_FILE', 'the key that wraps the data keys'),
    hashKeysFile: file('HASH_KEYS_FILE', 'the keys of party references and address hashes'),
    ...(name === 'marketing-suppression' || env['LINK_KEYS_FILE'] !== undefined
      ? { linkKeysFile: file('LINK_KEYS_FILE', 'the keys that sign links') }
      : {}),
    jwksUri,
    jwtIssuer: text('JWT_ISSUER', 'the `iss` of the access tokens'),
    jwtAudience: text('JWT_AUDIENCE', 'the `aud` of the access tokens'),
    jwtAlgorithms,
    ...(clock !== undefined && { clock }),
    answerWithinMs,
    logLevel: oneOf('LOG_LEVEL', LEVELS, 'info'),
    watchParent: env['SELOSTE_PARENT'] === 'watch',
    ...(env['PUBLIC_URL'] !== undefined && {
      publicUrl: url('PUBLIC_URL', 'the public address', 'http:', 'https:'),
    }),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
