import { isIP } from 'node:net';
import { join } from 'node:path';
import { GATE } from '#contracts';
import { readRegistered, type Registered } from '#participant';
import { type CivilDate, EARLIEST_ACT, isCivilDate } from '#policy';
import { EnvironmentReader, type Environment } from './environment-reader.js';
import { publicUrlOf } from './public-url.js';

export type { Environment } from './environment-reader.js';

export interface ServiceConfig {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly profile: 'embedded' | 'development' | 'production';
  readonly mongodbUri: string;
  readonly keysMongodbUri: string;
  /** Who signed the certificate of both databases, PEM; the system's own list where not named. */
  readonly mongodbCaFile?: string;
  readonly amqpUrl: string;
  /** The same for the broker's. */
  readonly amqpCaFile?: string;
  readonly policyDir: string;
  /** The public keys of those who may publish; `officers.yaml` beside the versions where not named. */
  readonly officersFile: string;
  readonly masterKeyFile: string;
  readonly hashKeysFile: string;
  /** Seals what goes into the journal. */
  readonly journalKeyFile: string;
  /** Outside the database, and backed up apart from it. */
  readonly erasureLedgerDir: string;
  /** Signs seals and heads of the ledger. */
  readonly ledgerKeyFile: string;
  /** How often the facts are sealed. */
  readonly ledgerEveryMs: number;
  /** Who takes part beside our own services. */
  readonly registered: Registered;
  /** Only where the service needs it: who signs links. */
  readonly linkKeysFile?: string;
  readonly jwksUri: string;
  readonly jwtIssuer: string;
  readonly jwtAudience: string;
  readonly jwtAlgorithms: readonly string[];
  /** Business time stands still here; embedded profile only. */
  readonly clock?: Date;
  /** Nothing that happened before this day can be told to the service. */
  readonly earliestAct: CivilDate;
  /** A request that has no answer by then is answered 503. */
  readonly answerWithinMs: number;
  /** How long the event loop may stand still before the process is ended; 0: for ever. */
  readonly stuckMs: number;
  readonly limits: RequestLimitsConfig;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  /** Where spans are sent to, OTLP over HTTP; nowhere without it. */
  readonly otlpEndpoint?: string;
  /** The share of traces begun here that is recorded, 0 to 1. */
  readonly traceShare: number;
  readonly watchParent: boolean;
  /** Where links in letters and answers point. */
  readonly publicUrl?: string;
}

/** Requests a minute at one instance; 0 is no limit. */
export interface RequestLimitsConfig {
  readonly bodyBytes: number;
  /** Of one subject with the role store or marketing. */
  readonly machine: number;
  /** Of one subject with the role desk, officer or ops. */
  readonly person: number;
  /** Of one link of a data subject. */
  readonly link: number;
  /** Of one network address without a valid token or link. */
  readonly address: number;
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
/** `tools/dev` and the compose file's try-out: anybody who has their files can give himself any role. */
const DEVELOPMENT_ISSUER = 'urn:seloste:development';

/** Variables that only some services need. */
export type OptionalVariable = 'LINK_KEYS_FILE';

interface WhoReads {
  readonly name: string;
  readonly needs?: readonly OptionalVariable[];
}

/** Reads and checks every variable at once. */
export function readConfig({ name, needs = [] }: WhoReads, env: Environment): ServiceConfig {
  const read = new EnvironmentReader(env);
  const { problems } = read;
  if (env['SERVICE_NAME'] !== undefined && env['SERVICE_NAME'] !== name) {
    problems.push(`SERVICE_NAME says ${env['SERVICE_NAME']}, but this is ${name}`);
  }
  const profile = read.oneOf('SELOSTE_PROFILE', PROFILES, 'production');
  const clock = pinnedClock(read, profile);
  const config: ServiceConfig = {
    name,
    host: env['HOST'] ?? '127.0.0.1',
    port: portOf(read),
    profile,
    mongodbUri: read.secretUrl('MONGODB_URI', "this service's own database", 'mongodb:', 'mongodb+srv:'),
    keysMongodbUri: read.secretUrl(
      'KEYS_MONGODB_URI',
      'the database of the data keys',
      'mongodb:',
      'mongodb+srv:',
    ),
    ...optionalFile(read, 'mongodbCaFile', 'MONGODB_CA_FILE', "who signed the database's certificate"),
    amqpUrl: read.secretUrl('AMQP_URL', "the broker, with this service's own user", 'amqp:', 'amqps:'),
    ...optionalFile(read, 'amqpCaFile', 'AMQP_CA_FILE', "who signed the broker's certificate"),
    policyDir: read.file('POLICY_DIR', 'the folder of <validFrom>/policy.yaml', 'folder'),
    officersFile:
      env['OFFICERS_FILE'] === undefined
        ? join(env['POLICY_DIR'] ?? '', 'officers.yaml')
        : read.file('OFFICERS_FILE', 'the public keys of the officers'),
    masterKeyFile: read.file('MASTER_KEY_FILE', 'the key that wraps the data keys'),
    hashKeysFile: read.file('HASH_KEYS_FILE', 'the keys of party references and address hashes'),
    journalKeyFile: read.file('JOURNAL_KEY_FILE', 'the key that seals the journal'),
    erasureLedgerDir: read.text('ERASURE_LEDGER_DIR', 'the folder of the erasure ledger'),
    ledgerKeyFile: read.file('LEDGER_KEY_FILE', 'the key that signs the ledger, Ed25519 in PEM'),
    ledgerEveryMs: read.whole('LEDGER_EVERY_MS', 10_000, [100, 600_000], 'a number of milliseconds'),
    ...(needs.includes('LINK_KEYS_FILE')
      ? { linkKeysFile: read.file('LINK_KEYS_FILE', 'the keys that sign links') }
      : {}),
    registered: registeredIn(name, env, problems),
    ...issuer(read, profile),
    ...(clock !== undefined && { clock }),
    earliestAct: earliestActIn(read),
    answerWithinMs: read.whole('ANSWER_WITHIN_MS', 15_000, [1, 600_000], 'a number of milliseconds'),
    stuckMs: read.whole('STUCK_MS', 30_000, [0, 600_000], 'a number of milliseconds, 0 for never'),
    limits: limitsOf(read),
    trustedProxies: proxiesOf(read),
    logLevel: read.oneOf('LOG_LEVEL', LEVELS, 'info'),
    traceShare: shareOf(read),
    ...(env['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined && {
      otlpEndpoint: read.url('OTEL_EXPORTER_OTLP_ENDPOINT', 'the collector of traces', 'http:', 'https:'),
    }),
    watchParent: env['SELOSTE_PARENT'] === 'watch',
    ...publicUrlOf(read, {
      inProduction: profile === 'production',
      signsLinks: needs.includes('LINK_KEYS_FILE'),
    }),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

type Profile = ServiceConfig['profile'];

/** That no name is another service's is seen where the topology is applied. */
function registeredIn(name: string, env: Environment, problems: string[]): Registered {
  const { registered, problems: wrong } = readRegistered(env, [name]);
  problems.push(...wrong);
  return registered;
}

function portOf(read: EnvironmentReader): number {
  const port = Number(read.given('PORT') ?? 'missing');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    read.problems.push(
      'PORT must be a port number: where this service listens for HTTP (0 takes any free one)',
    );
  }
  return port;
}

function pinnedClock(read: EnvironmentReader, profile: Profile): Date | undefined {
  const pinned = read.given('SELOSTE_CLOCK');
  if (pinned === undefined) return undefined;
  const clock = new Date(pinned);
  if (profile !== 'embedded') {
    read.problems.push(
      'SELOSTE_CLOCK may be set in the profile embedded only: elsewhere time is not ours to choose',
    );
  }
  if (Number.isNaN(clock.getTime())) {
    read.problems.push('SELOSTE_CLOCK must be an instant such as 2026-07-01T09:00:00+03:00');
  }
  return clock;
}

function earliestActIn(read: EnvironmentReader): CivilDate {
  const given = read.given('EARLIEST_ACT') ?? EARLIEST_ACT;
  if (isCivilDate(given)) return given;
  read.problems.push('EARLIEST_ACT must be a day such as 1995-01-01');
  return EARLIEST_ACT;
}

function issuer(
  read: EnvironmentReader,
  profile: Profile,
): Pick<ServiceConfig, 'jwksUri' | 'jwtIssuer' | 'jwtAudience' | 'jwtAlgorithms'> {
  const jwksUri = read.url('JWKS_URI', 'the public keys of the token issuer', 'file:', 'https:');
  const jwtIssuer = read.text('JWT_ISSUER', 'the `iss` of the access tokens');
  const jwtAlgorithms = (read.given('JWT_ALGORITHMS') ?? 'ES256').split(',').map((word) => word.trim());
  if (jwtAlgorithms.some((word) => !ALGORITHMS.includes(word))) {
    read.problems.push(`JWT_ALGORITHMS must be of ${ALGORITHMS.join(', ')}, separated by commas`);
  }
  if (profile === 'production' && jwksUri.startsWith('file:')) {
    read.problems.push('JWKS_URI must begin with https: in the profile production');
  }
  if (profile === 'production' && jwtIssuer === DEVELOPMENT_ISSUER) {
    read.problems.push('JWT_ISSUER names the development issuer, which nobody may trust in production');
  }
  const jwtAudience = read.text('JWT_AUDIENCE', 'the `aud` of the access tokens');
  return { jwksUri, jwtIssuer, jwtAudience, jwtAlgorithms };
}

const perMinute = (read: EnvironmentReader, key: string, otherwise: number): number =>
  read.whole(key, otherwise, [0, 10_000_000], 'a number of requests a minute');

const limitsOf = (read: EnvironmentReader): RequestLimitsConfig => ({
  bodyBytes: read.whole('BODY_LIMIT_BYTES', GATE.bytes, [1024, GATE.bytes], 'a number of bytes'),
  machine: perMinute(read, 'RATE_LIMIT_MACHINE', 600_000),
  person: perMinute(read, 'RATE_LIMIT_PERSON', 6000),
  link: perMinute(read, 'RATE_LIMIT_LINK', 60),
  address: perMinute(read, 'RATE_LIMIT_ADDRESS', 1200),
});

function shareOf(read: EnvironmentReader): number {
  const share = Number(read.given('OTEL_TRACES_SAMPLER_ARG') ?? 1);
  if (!(share >= 0 && share <= 1)) read.problems.push('OTEL_TRACES_SAMPLER_ARG must be from 0 to 1');
  return share;
}

function proxiesOf(read: EnvironmentReader): readonly string[] {
  const proxies = (read.given('TRUSTED_PROXIES') ?? '').split(',').flatMap((word) => word.trim() || []);
  if (proxies.some((proxy) => isIP(proxy.replace(/\/\d{1,3}$/, '')) === 0))
    read.problems.push('TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8, with commas');
  return proxies;
}

const optionalFile = <K extends string>(
  read: EnvironmentReader,
  name: K,
  key: string,
  meaning: string,
): Partial<Record<K, string>> =>
  read.given(key) === undefined ? {} : ({ [name]: read.file(key, meaning) } as Partial<Record<K, string>>);
