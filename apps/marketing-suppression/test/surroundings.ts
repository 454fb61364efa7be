import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect, type ChannelModel } from 'amqplib';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Registry } from 'prom-client';
import { type CloudEvent, LaneWatermark, validateEvent } from '#contracts';
import { applyTopology, BrokerConnection, Publisher, silentLog } from '#messaging';
import { EXAMPLES } from '#participant';
import { installationTopology } from '../../topology.js';
import { type Role, type RunningService, startService } from '#service';
import {
  brokerPassword,
  testDatabase,
  testSecrets,
  testVhost,
  type TestDatabase,
  type TestVhost,
} from '#testing';
import { marketingSuppressionService } from '../src/marketing-suppression.service.js';

const ISSUER = 'urn:test:issuer';
const AUDIENCE = 'seloste-test';
/** The business clock of every test here. */
export const NOW = '2026-07-01T09:00:00+03:00';

export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into field by field
  readonly body: any;
  readonly type: string;
}

/** The running service with its database, its broker, and what others would send and hear. */
export class Surroundings {
  readonly heard: CloudEvent[] = [];
  private readonly closing: (() => Promise<unknown>)[] = [];
  private readonly publishers = new Map<string, Publisher>();
  private consents = 0;

  private constructor(
    readonly service: RunningService,
    readonly database: TestDatabase,
    readonly vhost: TestVhost,
    private readonly token: (role: Role) => Promise<string>,
  ) {}

  static async start(): Promise<Surroundings> {
    const [database, keys, vhost, secrets] = await Promise.all([
      testDatabase('suppression'),
      testDatabase('suppression_keys'),
      testVhost('suppression'),
      testSecrets(),
    ]);
    await topologyIn(vhost);
    const issuer = await testIssuer();
    const service = await startService(marketingSuppressionService, {
      PORT: '0',
      MONGODB_URI: database.uri,
      KEYS_MONGODB_URI: keys.uri,
      AMQP_URL: vhost.amqpUrlFor('marketing-suppression', brokerPassword('marketing-suppression')),
      POLICY_DIR: resolve(import.meta.dirname, '../../../policies/midare'),
      ...secrets.environment,
      JWKS_URI: issuer.jwksUri,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
      SELOSTE_PROFILE: 'embedded',
      SELOSTE_CLOCK: NOW,
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    });
    const around = new Surroundings(service, database, vhost, issuer.token);
    around.closing.push(
      () => keys.drop(),
      () => database.drop(),
      () => vhost.remove(),
      () => secrets.remove(),
      () => issuer.remove(),
    );
    await around.listen();
    around.keepConsentFresh();
    return around;
  }

  async call(
    method: string,
    path: string,
    role: Role | undefined,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(path.startsWith('http') ? path : `${this.service.url}${path}`, {
      method,
      headers: {
        ...(role !== undefined && { authorization: `Bearer ${await this.token(role)}` }),
        ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: type.includes('json') ? JSON.parse(text) : text };
  }

  /** As the store, as consent, as retention would; the routing key is the event's type where none is given. */
  async publish(
    user: string,
    exchange: string,
    events: readonly CloudEvent[],
    routingKey?: string,
  ): Promise<void> {
    const outcomes = await this.publisher(user).publish(
      events.map((event) => ({ exchange, routingKey: routingKey ?? event.type, event })),
    );
    if (outcomes.some((outcome) => outcome !== 'confirmed'))
      throw new Error(`not confirmed: ${outcomes.join(', ')}`);
  }

  /** An event of consent's own lane, in its turn. */
  async consentSays(type: string, data: object): Promise<void> {
    this.consents += 1;
    const own = { lane: 'consent/test', lanesequence: this.consents };
    await this.publish('consent', 'seloste.events', [{ ...eventOf('/consent', type, data), ...own }]);
  }

  heardOf(type: string): readonly CloudEvent[] {
    return this.heard.filter((event) => event.type === type);
  }

  facts(filter: object = {}): Promise<Record<string, unknown>[]> {
    return this.database.connection.db!.collection('facts').find(filter).toArray();
  }

  async stop(): Promise<void> {
    for (const close of this.closing.splice(4).toReversed()) await close();
    await this.service.stop();
    for (const close of this.closing) await close();
  }

  private publisher(user: string): Publisher {
    const known = this.publishers.get(user);
    if (known !== undefined) return known;
    const url = this.vhost.amqpUrlFor(user, brokerPassword(user));
    const connection = new BrokerConnection({ url, name: user, log: silentLog });
    connection.start();
    this.closing.push(() => connection.close());
    const publisher = new Publisher({ connection, log: silentLog, metrics: new Registry() });
    this.publishers.set(user, publisher);
    return publisher;
  }

  private async listen(): Promise<void> {
    const model: ChannelModel = await connect(this.vhost.amqpUrl);
    this.closing.push(() => model.close());
    const channel = await model.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    for (const key of ['suppression.#', 'participant.#'])
      await channel.bindQueue(queue, 'seloste.events', key);
    await channel.consume(queue, (message) => message && this.hear(message.content), { noAck: true });
  }

  private hear(content: Buffer): void {
    const read = validateEvent(JSON.parse(content.toString()));
    if (!read.ok) throw new Error(`an event breaks its contract at ${read.field}: ${read.detail}`);
    this.heard.push(read.event);
  }

  private keepConsentFresh(): void {
    const say = (): Promise<void> => {
      const through = this.consents;
      const data = {
        lane: 'consent/test',
        through,
        count: through,
        at: new Date().toISOString(),
        closed: false,
      };
      return this.publish('consent', 'seloste.events', [eventOf('/consent', LaneWatermark.type, data)]);
    };
    const timer = setInterval(() => void say().catch(() => undefined), 250);
    this.closing.push(() => Promise.resolve(clearInterval(timer)));
  }
}

export const eventOf = (source: string, type: string, data: object): CloudEvent => ({
  specversion: '1.0',
  id: randomUUID(),
  source,
  type,
  time: new Date().toISOString(),
  data,
});

async function topologyIn(vhost: TestVhost): Promise<void> {
  const admin = {
    user: process.env['TEST_RABBITMQ_ADMIN_USER'] ?? '',
    password: process.env['TEST_RABBITMQ_ADMIN_PASSWORD'] ?? '',
  };
  const topology = installationTopology(EXAMPLES);
  const users = Object.fromEntries(topology.users.map((user) => [user, brokerPassword(user)]));
  const management = process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '';
  await applyTopology(management, admin, vhost.name, topology, { users });
}

async function testIssuer() {
  const folder = await mkdtemp(join(tmpdir(), 'seloste-suppression-'));
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwks = join(folder, 'jwks.json');
  await writeFile(
    jwks,
    JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] }),
  );
  return {
    jwksUri: pathToFileURL(jwks).href,
    token: (role: Role): Promise<string> =>
      new SignJWT({ role, ...(role === 'store' && { source: 'web-store' }) })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(`${role}-7`)
        .setExpirationTime('10m')
        .sign(privateKey),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
