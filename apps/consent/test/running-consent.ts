import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Connection, mongo } from 'mongoose';
import { Registry } from 'prom-client';
import { type CloudEvent, LaneWatermark, type ParticipantReplied } from '#contracts';
import {
  applyTopology,
  BrokerConnection,
  Publisher,
  routeOf,
  SELOSTE_EVENTS,
  silentLog,
  STORE_EVENTS,
} from '#messaging';
import { EXAMPLES } from '#participant';
import { installationTopology } from '../../topology.js';
import { type Role, type RunningService, startService } from '#service';
import {
  anOfficer,
  brokerPassword,
  eventually,
  testDatabase,
  testSecrets,
  type TestOfficer,
  testVhost,
} from '#testing';
import { consentService } from '../src/consent.service.js';
import type { ConsentServiceFact } from '../src/consent-facts.js';

const ISSUER = 'urn:test:issuer';
const AUDIENCE = 'seloste-test';

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
}

/** Consent as it runs, on a broker and a database of its own; the test plays the other services. */
export class RunningConsent {
  /** Numbers of the lane that marketing-suppression would have. */
  private told = 0;
  private readonly lane = `marketing-suppression/${randomUUID()}`;
  private heartbeat: NodeJS.Timeout | undefined;
  private readonly publishers = new Map<string, Publisher>();
  private readonly ending: (() => Promise<unknown>)[] = [];
  readonly replies: CloudEvent<ParticipantReplied>[] = [];
  /** What marketing-suppression hears of consent. */
  readonly published: CloudEvent<Record<string, unknown>>[] = [];

  private constructor(
    private readonly service: RunningService,
    readonly connection: Connection,
    readonly keysConnection: Connection,
    private readonly amqpUrl: (user: string) => string,
    private readonly tokenOf: (role: Role) => Promise<string>,
    readonly officer: TestOfficer,
  ) {}

  static async start(policyDir = resolve('policies/midare')): Promise<RunningConsent> {
    const [database, keys, vhost, secrets, folder] = await Promise.all([
      testDatabase('consent'),
      testDatabase('consent_keys'),
      testVhost('consent'),
      testSecrets(),
      mkdtemp(join(tmpdir(), 'seloste-consent-')),
    ]);
    const { TEST_RABBITMQ_ADMIN_USER: user = '', TEST_RABBITMQ_ADMIN_PASSWORD: password = '' } = process.env;
    const topology = installationTopology(EXAMPLES);
    const users = Object.fromEntries(topology.users.map((each) => [each, brokerPassword(each)]));
    const management = process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '';
    await applyTopology(management, { user, password }, vhost.name, topology, { users });
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwks = join(folder, 'jwks.json');
    await writeFile(
      jwks,
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] }),
    );
    const amqpUrl = (who: string): string => vhost.amqpUrlFor(who, brokerPassword(who));
    const officer = await anOfficer(folder);
    const service = await startService(consentService, {
      PORT: '0',
      MONGODB_URI: database.uri,
      KEYS_MONGODB_URI: keys.uri,
      AMQP_URL: amqpUrl('consent'),
      POLICY_DIR: policyDir,
      OFFICERS_FILE: officer.file,
      ...secrets.environment,
      JWKS_URI: pathToFileURL(jwks).href,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
      SELOSTE_PROFILE: 'embedded',
      SELOSTE_CLOCK: '2026-07-01T09:00:00+03:00',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    });
    const token = (role: Role): Promise<string> =>
      new SignJWT({ sub: `${role}-1`, role, ...(role === 'store' && { source: 'web-store' }) })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setExpirationTime('5m')
        .sign(privateKey);
    const running = new RunningConsent(
      service,
      database.connection,
      keys.connection,
      amqpUrl,
      token,
      officer,
    );
    running.ending.push(
      () => service.stop(),
      () => Promise.all([database.drop(), keys.drop(), vhost.remove(), secrets.remove()]),
      () => rm(folder, { recursive: true, force: true }),
    );
    await running.listen('subject-requests', 'subject-requests.replies', running.replies);
    await running.listen('marketing-suppression', 'marketing-suppression.events', running.published);
    return running;
  }

  get facts(): mongo.Collection<ConsentServiceFact> {
    return this.connection.db!.collection<ConsentServiceFact>('facts');
  }

  async post<T = never>(
    path: string,
    body: unknown,
    role: Role = 'desk',
    headers: Record<string, string> = {},
  ): Promise<Answered<T>> {
    const response = await fetch(`${this.service.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await this.tokenOf(role)}`,
        'idempotency-key': randomUUID(),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) as T, text };
  }

  async get<T = never>(path: string, role: Role = 'ops'): Promise<Answered<T>> {
    const response = await fetch(`${this.service.url}${path}`, {
      headers: { authorization: `Bearer ${await this.tokenOf(role)}` },
    });
    const text = await response.text();
    return { status: response.status, body: (path === '/metrics' ? text : JSON.parse(text)) as T, text };
  }

  /** As anybody, with no token. */
  read(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.service.url}${path}`, { headers });
  }

  /** Store events, all in before this resolves. */
  async tell(...events: readonly CloudEvent[]): Promise<void> {
    const before = await this.handled();
    await this.publish(
      'web-store',
      events.map((event) => ({ exchange: STORE_EVENTS, routingKey: event.type, event })),
    );
    await eventually(async () => (await this.handled()) >= before + events.length);
  }

  async tellWithoutWaiting(...events: readonly CloudEvent[]): Promise<void> {
    await this.publish(
      'web-store',
      events.map((event) => ({ exchange: STORE_EVENTS, routingKey: event.type, event })),
    );
  }

  /** As marketing-suppression: each fact takes the next number of its lane. */
  async follow(...events: readonly CloudEvent[]): Promise<void> {
    const before = await this.handled();
    const numbered = events.map((event) => {
      this.told += 1;
      return { ...event, lane: this.lane, lanesequence: this.told };
    });
    await this.publish(
      'marketing-suppression',
      numbered.map((event) => ({ exchange: SELOSTE_EVENTS, routingKey: event.type, event })),
    );
    await eventually(async () => (await this.handled()) >= before + events.length);
  }

  /** Marketing-suppression is alive, and tells how far it has come. */
  async keepFresh(): Promise<void> {
    const beat = (): void => void this.watermark(this.told).catch(() => undefined);
    this.heartbeat ??= setInterval(beat, 250);
    beat();
    await eventually(async () => {
      const { body } = await this.get<{ asOf: string }>('/v1/summary');
      return body.asOf > '2026-07-01T05:59:57';
    });
  }

  fallSilent(): void {
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }

  /** Claims `count` facts, whether they were sent or not. */
  async watermark(count: number): Promise<void> {
    const data = { lane: this.lane, through: count, count, at: new Date().toISOString(), closed: false };
    const event = envelope(LaneWatermark.type, data, '/marketing-suppression');
    await this.publish('marketing-suppression', [
      { exchange: SELOSTE_EVENTS, routingKey: event.type, event },
    ]);
  }

  async command(
    type: string,
    data: object,
    from: string = 'subject-requests',
  ): Promise<readonly ParticipantReplied[]> {
    const seen = this.replies.length;
    const event = envelope(type, { participant: 'consent', replyTo: from, ...data }, `/${from}`);
    await this.publish(from, [{ ...routeOf(event), event }]);
    await eventually(
      () => this.replies.length > seen && this.replies.length - seen >= (this.replies[seen]?.data.pages ?? 1),
    );
    return this.replies.slice(seen).map(({ data }) => data);
  }

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    for (const end of this.ending) await end();
  }

  /** Every event that has met its end in a handler. */
  private async handled(): Promise<number> {
    const { text } = await this.get('/metrics');
    const lines = [...text.matchAll(/^seloste_events_handled_total\{(.*)\} (\d+)$/gm)];
    return lines
      .filter(([, labels]) => labels?.includes('lane.') !== true)
      .reduce((sum, [, , count]) => sum + Number(count), 0);
  }

  private async publish(user: string, items: Parameters<Publisher['publish']>[0]): Promise<void> {
    const outcomes = await this.publisherOf(user).publish(items);
    if (outcomes.some((outcome) => outcome !== 'confirmed'))
      throw new Error(`published as ${user}: ${outcomes.join(', ')}`);
  }

  private publisherOf(user: string): Publisher {
    const known = this.publishers.get(user);
    if (known !== undefined) return known;
    const publisher = new Publisher({
      connection: this.connect(user),
      log: silentLog,
      metrics: new Registry(),
    });
    this.publishers.set(user, publisher);
    return publisher;
  }

  private connect(user: string): BrokerConnection {
    const connection = new BrokerConnection({ url: this.amqpUrl(user), name: user, log: silentLog });
    connection.start();
    this.ending.unshift(() => connection.close());
    return connection;
  }

  private async listen(user: string, queue: string, into: unknown[]): Promise<void> {
    const channel = await (await this.connect(user).consuming.up()).createChannel();
    await channel.consume(queue, (message) => {
      if (message === null) return;
      const event = JSON.parse(message.content.toString()) as CloudEvent;
      if (event.type !== LaneWatermark.type) into.push(event);
      channel.ack(message);
    });
  }
}

export function envelope<T>(type: string, data: T, source: string): CloudEvent<T> {
  return { specversion: '1.0', id: randomUUID(), source, type, time: '2026-07-01T06:00:00Z', data };
}
