import { setTimeout as pause } from 'node:timers/promises';
import { SpanKind, trace, type Tracer } from '@opentelemetry/api';
import {
  BaseRpcContext,
  Server,
  type CustomTransportStrategy,
  type MessageHandler,
} from '@nestjs/microservices';
import type { Registry } from 'prom-client';
import { lastValueFrom } from 'rxjs';
import { type Contract, contracts, type DateMeaning, eventReader } from '#contracts';
import type { Registered } from '#participant';
import { isTransient } from '#storage';
import type { BrokerConnection } from '../connection/broker-connection.js';
import type { InHand } from '../deliver/in-hand.js';
import { QueueConsumer, type ConsumerState } from '../deliver/queue-consumer.js';
import { Turns } from '../deliver/turns.js';
import { QueueWatch } from '../deliver/queue-watch.js';
import type { QueueHandlers } from '../deliver/batch-handler.js';
import { messagingMetrics } from '../metrics.js';
import type { Parking } from '../park/parking.js';
import type { Log } from '../ports.js';
import { Publisher } from '../publish/publisher.js';
import { mayPublishAs } from '../topology/may-publish-as.js';
import type { QueueSpec } from '../topology/names.js';
import { queuesOfService, type ServiceAtBroker } from '../topology/queues-of-service.js';
import type { FollowedLanes } from '../lanes/followed-lanes.js';
import { inBatchSpan } from '../trace/batch-span.js';
import { groupHandlers, hearWatermarks } from './group-handlers.js';
import type { Outcome, Received } from './outcome.js';

export interface SelosteRmqServerOptions {
  readonly connection: BrokerConnection;
  /** What it takes, its handlers say. */
  readonly service: Omit<ServiceAtBroker, 'takes'>;
  /** Who takes part beside our own services. */
  readonly registered: Registered;
  readonly parking: Pick<Parking, 'parkAll' | 'ping'>;
  readonly inHand: InHand;
  readonly metrics: Registry;
  readonly log: Log;
  readonly tracer?: Tracer;
  /** Whether a date that comes from outside can be true; each where left out. */
  readonly isPlausible?: (date: string, meaning: DateMeaning) => boolean;
  /** By which contracts events are read; all there are where left out. */
  readonly contracts?: readonly Contract[];
  readonly batchSize?: number;
  readonly batchMs?: number;
  readonly prefetch?: number;
  /** Of one queue's messages, unsettled. */
  readonly mostBytes?: number;
  /** Told the watermarks that come through the service's queues. */
  readonly followed?: Pick<FollowedLanes, 'heard'>;
  readonly retryDelaysMs?: readonly number[];
  readonly holdMs?: number;
  readonly stallMs?: number;
  readonly stopMs?: number;
  readonly dropMs?: number;
  readonly canaryMs?: number;
}

export interface ConsumerHealth {
  readonly queue: string;
  readonly state: ConsumerState;
  readonly progressAt: number;
  /** See QueueConsumer; absent before the first canary. */
  readonly passedMs?: number;
}

/** Nest's handlers, fed in batches from quorum queues. Consumes the service's queues that have handlers, and parks its dead ones. */
export class SelosteRmqServer extends Server<Record<string, never>> implements CustomTransportStrategy {
  override readonly transportId = Symbol('seloste-rmq');
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: SelosteRmqServerOptions;
  readonly #publisher: Publisher;
  readonly #turns = new Turns();
  #consumers: readonly QueueConsumer[] = [];
  #watch: QueueWatch | undefined;

  constructor(options: SelosteRmqServerOptions) {
    super();
    this.#options = options;
    const { connection, log, metrics } = options;
    this.#publisher = new Publisher({ connection, log, metrics });
  }

  /** Returns while the broker may still be away: a service takes facts in without it. */
  listen(callback: (error?: unknown) => void): void {
    try {
      this.#start();
    } catch (error) {
      callback(error);
      throw error;
    }
    callback();
  }

  #start(): void {
    const {
      connection,
      service,
      log,
      contracts: known = contracts,
      batchSize = 500,
      canaryMs = 10_000,
      followed,
    } = this.#options;
    const byQueue = groupHandlers(this.messageHandlers, {
      service,
      known,
      batchSize,
      call: (handler, queue, batch) => this.#traced(handler, queue, batch),
      watermarks: hearWatermarks(async (watermarks) => followed?.heard(watermarks), batchSize),
    });
    connection.start();
    // The same as the topology has: both come from what the handlers take.
    const consumed = queuesOfService({ ...service, takes: [...this.messageHandlers.keys()] }, known);
    this.#consumers = consumed.map((queue) => this.#consumer(queue, byQueue.get(queue.name) ?? new Map()));
    const watch = new QueueWatch({
      service: service.name,
      queues: consumed.filter(({ role }) => role === 'handled').map(({ name }) => name),
      publisher: this.#publisher,
      link: connection.consuming,
      metrics: messagingMetrics(this.#options.metrics),
      log,
      everyMs: canaryMs,
    });
    this.#watch = watch;
    watch.start();
    for (const consumer of this.#consumers)
      consumer.start((sentAt) => watch.canarySeen(consumer.queue, sentAt));
  }

  #consumer(queue: QueueSpec, handlers: QueueHandlers): QueueConsumer {
    const { connection, registered, parking, inHand, metrics, log, batchSize, batchMs, prefetch, ...rest } =
      this.#options;
    messagingMetrics(metrics).paused.set({ queue: queue.name }, 0);
    return new QueueConsumer({
      queue,
      handlers,
      mayPublishAs: (user, source) => mayPublishAs(registered, user, source),
      ...(rest.isPlausible !== undefined && { isPlausible: rest.isPlausible }),
      link: connection.consuming,
      parking,
      inHand,
      turns: this.#turns,
      metrics: messagingMetrics(metrics),
      log,
      ...(rest.contracts !== undefined && { reader: eventReader(rest.contracts) }),
      batchSize: batchSize ?? 500,
      batchMs: batchMs ?? 20,
      prefetch: prefetch ?? 1500,
      mostBytes: rest.mostBytes ?? 16 * 1024 * 1024,
      isTransient,
      retryDelaysMs: rest.retryDelaysMs ?? [200, 1000, 5000, 20_000],
      holdMs: rest.holdMs ?? 300_000,
      stallMs: rest.stallMs ?? 60_000,
      stopMs: rest.stopMs ?? 10_000,
      dropMs: rest.dropMs ?? 15_000,
    });
  }

  #traced(handler: MessageHandler, queue: string, batch: readonly Received[]): Promise<readonly Outcome[]> {
    const { tracer = trace.getTracer('seloste') } = this.#options;
    return inBatchSpan(
      tracer,
      { name: `process ${queue}`, kind: SpanKind.CONSUMER, destination: queue },
      batch.map(({ event }) => event),
      () => this.#call(handler, batch),
    );
  }

  async #call(handler: MessageHandler, batch: readonly Received[]): Promise<readonly Outcome[]> {
    const context = new BaseRpcContext<readonly Received[][]>([[...batch]]);
    const result: unknown = await handler(batch, context);
    const outcomes: unknown = await lastValueFrom(this.transformToObservable(result), {
      defaultValue: undefined,
    });
    if (!Array.isArray(outcomes)) throw new Error('the handler gave no list of outcomes');
    return outcomes as Outcome[];
  }

  health(): readonly ConsumerHealth[] {
    return this.#consumers.map(({ queue, state, progressAt, passedMs }) => ({
      queue,
      state,
      progressAt,
      ...(passedMs !== undefined && { passedMs }),
    }));
  }

  /** Now, and not only when it is time again. */
  async sendCanaries(): Promise<void> {
    await this.#watch?.sendCanaries();
  }

  /** Resolves when every queue is being consumed. */
  async ready(withinMs = 30_000): Promise<void> {
    const until = Date.now() + withinMs;
    while (!this.#consumers.every(({ state }) => state === 'consuming')) {
      if (Date.now() > until) {
        const waiting = this.#consumers
          .filter(({ state }) => state !== 'consuming')
          .map(({ queue }) => queue);
        throw new Error(`not consumed after ${withinMs} ms: ${waiting.join(', ')}`);
      }
      await pause(20);
    }
  }

  /** The connection is its owner's to close, after the owed events are out. */
  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    await this.#watch?.stop();
    await this.#publisher.close();
  }

  override on(): void {
    throw new Error('this transport has no events of its own; see health()');
  }

  override unwrap(): never {
    throw new Error('there is no one server beneath this transport; its connection is the one it was given');
  }
}
