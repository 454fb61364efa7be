import type { GetMessage } from 'amqplib';
import { Registry } from 'prom-client';
import { type CloudEvent, contracts, LaneWatermark } from '#contracts';
import { EXAMPLES, type Registered } from '#participant';
import { MemoryKeys, Sealer } from '#storage';
import {
  brokerPassword,
  eventually,
  testDatabase,
  testVhost,
  type TestDatabase,
  type TestVhost,
} from '#testing';
import { BrokerConnection } from './connection/broker-connection.js';
import { MongoInHand } from './deliver/mongo-in-hand.js';
import { MongoParkedStore } from './park/mongo-parked.store.js';
import type { ParkedMessage } from './park/parked-message.js';
import { Parking } from './park/parking.js';
import type { Log } from './ports.js';
import { Publisher } from './publish/publisher.js';
import { applyTopology } from './topology/apply-topology.js';
import { mayPublishAs } from './topology/may-publish-as.js';
import { testServices } from './topology/installation.fixture.js';
import { type Topology, topologyOf } from './topology/topology.js';

const passwords = ({ permissions }: Topology): Readonly<Record<string, string>> =>
  Object.fromEntries(permissions.map(({ user }) => [user, brokerPassword(user)]));

export interface LogLine {
  readonly level: string;
  readonly details: object;
  readonly message: string;
}

export function listLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: string) => (details: object, message: string) => {
    lines.push({ level, details, message });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** A vhost with the whole topology, a database, and what a service has of both. */
export class BrokerFixture {
  private readonly closing: (() => Promise<void>)[] = [];
  private readonly followers: (() => Promise<void>)[] = [];
  private readonly ended = new Set<unknown>();

  private constructor(
    readonly vhost: TestVhost,
    readonly database: TestDatabase,
    readonly topology: Topology,
    readonly registered: Registered,
  ) {}

  /** `registered`: who takes part beside our own services; the examples where left out. */
  static async start(
    registered: Registered = EXAMPLES,
    services = testServices,
    known = contracts,
  ): Promise<BrokerFixture> {
    const vhost = await testVhost('messaging');
    const database = await testDatabase('messaging');
    const fixture = new BrokerFixture(vhost, database, topologyOf(services, registered, known), registered);
    await fixture.applyTopology();
    return fixture;
  }

  applyTopology(): Promise<void> {
    const users = passwords(this.topology);
    return applyTopology(managementUrl(), admin(), this.vhost.name, this.topology, { users });
  }

  connect(user: string, name = user): BrokerConnection {
    const connection = new BrokerConnection({
      url: this.vhost.amqpUrlFor(user, brokerPassword(user)),
      name,
      log: listLog(),
    });
    connection.start();
    this.closing.push(() => connection.close());
    return connection;
  }

  publisher(user: string, connection = this.connect(user)): Publisher {
    return new Publisher({ connection, log: listLog(), metrics: new Registry() });
  }

  parking(service: string, publisher = this.publisher(service)): Parking {
    const store = new MongoParkedStore(this.database.connection);
    return new Parking({
      service,
      store,
      sealer: new Sealer(new MemoryKeys()),
      publisher,
      maySendAs: (name) => mayPublishAs(this.registered, service, `/${name}`),
    });
  }

  inHand(me?: string): MongoInHand {
    return new MongoInHand(this.database.connection, me);
  }

  /** Those whose own name begins so. */
  async connectionsOf(name: string): Promise<readonly { readonly id: string; readonly name: string }[]> {
    type Seen = { readonly name: string; readonly client_properties?: { readonly connection_name?: string } };
    const all = (await this.vhost.manage('GET', `/vhosts/${this.vhost.name}/connections`)) as Seen[];
    return all.flatMap(({ name: id, client_properties: { connection_name: own } = {} }) =>
      own?.startsWith(name) === true ? [{ id, name: own }] : [],
    );
  }

  /** Cuts every connection whose name says so, as an operator or a network would. */
  async cut(name: string): Promise<void> {
    const open = await eventually(async () => {
      const named = await this.connectionsOf(name);
      return named.length > 0 && named;
    });
    for (const { id } of open) await this.vhost.manage('DELETE', `/connections/${encodeURIComponent(id)}`);
  }

  /** Takes everything out of a queue; the ids of the messages, each with how often it was there. */
  async readAll(queue: string, user: string): Promise<ReadonlyMap<string, number>> {
    const ids = new Map<string, number>();
    const channel = await (await this.connect(user, 'reader').consuming.up()).createChannel();
    await channel.prefetch(1000);
    let lastAt = Date.now();
    await channel.consume(queue, (message) => {
      if (message === null) return;
      const id = String(message.properties.messageId);
      ids.set(id, (ids.get(id) ?? 0) + 1);
      lastAt = Date.now();
      channel.ack(message);
    });
    await eventually(() => Date.now() - lastAt > 400);
    await channel.close();
    return ids;
  }

  async takeOne(queue: string, user: string): Promise<GetMessage> {
    const channel = await (await this.connect(user, 'reader').consuming.up()).createChannel();
    const message = await eventually(() => channel.get(queue, { noAck: true }));
    await channel.close();
    return message;
  }

  /** Reads a queue as it comes, one message at a time; the handler's end is the acknowledgement. */
  async onEach(queue: string, user: string, handle: (event: CloudEvent) => Promise<void>): Promise<void> {
    const channel = await (await this.connect(user, 'follower').consuming.up()).createChannel();
    let turn = Promise.resolve();
    await channel.consume(queue, (message) => {
      if (message === null) return;
      const handled = async (): Promise<void> => {
        await handle(JSON.parse(message.content.toString()) as CloudEvent);
        if (!this.ended.has(channel)) channel.ack(message);
      };
      turn = turn.then(handled);
    });
    this.followers.push(async () => {
      this.ended.add(channel);
      await channel.close();
    });
  }

  async watermarks(queue: string, user: string): Promise<readonly LaneWatermark[]> {
    const marks: LaneWatermark[] = [];
    await this.onEach(queue, user, async ({ type, data }) => {
      if (type === LaneWatermark.type) marks.push(data as LaneWatermark);
    });
    return marks;
  }

  async endFollowers(): Promise<void> {
    for (const end of this.followers.splice(0)) await end();
  }

  async parked(): Promise<readonly ParkedMessage[]> {
    return new MongoParkedStore(this.database.connection).list({ limit: 200 });
  }

  async end(): Promise<void> {
    for (const close of this.closing) await close();
    await this.vhost.remove();
    await this.database.drop();
  }
}

export const managementUrl = (): string => process.env['TEST_RABBITMQ_MANAGEMENT_URL'] ?? '';
export const admin = (): { user: string; password: string } => ({
  user: process.env['TEST_RABBITMQ_ADMIN_USER'] ?? '',
  password: process.env['TEST_RABBITMQ_ADMIN_PASSWORD'] ?? '',
});
