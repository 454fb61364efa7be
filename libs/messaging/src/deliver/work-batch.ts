import { setImmediate as othersTurn } from 'node:timers/promises';
import type { EventReader } from '#contracts';
import type { Outcome, Received } from '../consume/outcome.js';
import type { MessagingMetrics } from '../metrics.js';
import type { Parking } from '../park/parking.js';
import type { ToPark } from '../park/parked-message.js';
import { describeError, type Log } from '../ports.js';
import type { QueueSpec } from '../topology/names.js';
import type { HandlerGroup, QueueHandlers } from './batch-handler.js';
import { bisect, type Thrown } from './bisect.js';
import type { Delivery, ReadyDelivery } from './delivery.js';
import { type Admission, publisherOf, type Reading, readDelivery, unreadDelivery } from './read-delivery.js';
import { slicesOf } from './slices.js';
import { Interrupted, waitForDatabase, type Patience } from './wait-for-database.js';

export interface BatchWork {
  readonly queue: QueueSpec;
  readonly handlers: QueueHandlers;
  readonly mayPublishAs: Admission['mayPublishAs'];
  readonly isPlausible?: Admission['isPlausible'];
  readonly reader?: EventReader;
  readonly parking: Pick<Parking, 'parkAll'>;
  readonly metrics: MessagingMetrics;
  readonly log: Log;
  /** Delays before the second, third … attempt; one more attempt than delays. */
  readonly retryDelaysMs: readonly number[];
}

export interface WorkedBatch {
  /** Done or durably parked: to be acknowledged. */
  readonly settled: readonly Delivery[];
  readonly retries: readonly { readonly delivery: Delivery; readonly delayMs: number }[];
  /** Cannot be parked either. */
  readonly unparkable: readonly Delivery[];
}

type Verdict = Outcome | Thrown;
interface Parked {
  readonly delivery: Delivery;
  readonly toPark: ToPark;
}

export interface ReadBatch {
  readonly size: number;
  readonly byGroup: ReadonlyMap<HandlerGroup, readonly ReadyDelivery[]>;
  /** What no handler may see. */
  readonly refused: readonly Parked[];
}

/**
 * Parses and validates, one outcome for each message whatever happens; touches nothing outside, so a batch may be read
 * while the one before it is worked on.
 */
export async function readBatch(
  batch: readonly Delivery[],
  {
    queue,
    handlers,
    mayPublishAs,
    isPlausible,
    metrics,
    reader,
  }: Pick<BatchWork, 'queue' | 'handlers' | 'mayPublishAs' | 'isPlausible' | 'metrics' | 'reader'>,
): Promise<ReadBatch> {
  const refused: Parked[] = [];
  const byGroup = new Map<HandlerGroup, ReadyDelivery[]>();
  const admission: Admission = {
    isHandled: (type) => handlers.has(type),
    mayPublishAs,
    ...(isPlausible && { isPlausible }),
  };
  const readingOf = (delivery: Delivery): Reading => {
    try {
      return readDelivery(delivery.message, queue, admission, delivery.attempts, reader);
    } catch (error) {
      return { ok: false, toPark: unreadDelivery(delivery, queue, 'unreadable', error) };
    }
  };
  const read = (delivery: Delivery): void => {
    const reading = readingOf(delivery);
    if (!reading.ok) {
      refused.push({ delivery, toPark: reading.toPark });
      return;
    }
    if (reading.dropped > 0) metrics.unknownFields.inc({ type: reading.event.type }, reading.dropped);
    const group = handlers.get(reading.event.type);
    if (group === undefined) return;
    const ready = byGroup.get(group);
    if (ready === undefined) byGroup.set(group, [{ delivery, event: reading.event }]);
    else ready.push({ delivery, event: reading.event });
  };
  for (const [index, slice] of slicesOf(batch, ({ message }) => message.content.length).entries()) {
    if (index > 0) await othersTurn();
    slice.forEach(read);
  }
  return { size: batch.length, byGroup, refused };
}

/** What is parked as it came. */
export const unreadBatch = (delivery: Delivery, queue: QueueSpec, reason: string): ReadBatch => ({
  size: 1,
  byGroup: new Map(),
  refused: [{ delivery, toPark: unreadDelivery(delivery, queue, reason) }],
});

/** Hands to the handlers, parks. Resolves when everything it calls settled is durable. */
export async function workBatch(
  { byGroup, refused }: ReadBatch,
  work: BatchWork,
  patience: Patience,
  /** Takes a place among what waits for another attempt, where there is one left. */
  mayRetry: () => boolean,
): Promise<WorkedBatch> {
  const { queue, metrics } = work;
  const settled: Delivery[] = [];
  const retries: { delivery: Delivery; delayMs: number }[] = [];
  const parked: Parked[] = [...refused];
  const done = new Map<string, number>();
  const judged = await Promise.all([...byGroup].map(([group, ready]) => runGroup(group, ready, patience)));
  for (const { delivery, event, verdict } of judged.flat()) {
    if (verdict.kind === 'done') {
      settled.push(delivery);
      done.set(event.type, (done.get(event.type) ?? 0) + 1);
      continue;
    }
    const delayMs = verdict.kind === 'park' ? undefined : work.retryDelaysMs[delivery.attempts - 1];
    if (delayMs !== undefined && mayRetry()) {
      delivery.attempts += 1;
      retries.push({ delivery, delayMs });
      metrics.retried.inc({ queue: queue.name });
      continue;
    }
    parked.push({ delivery, toPark: giveUp({ delivery, event }, verdict, queue) });
  }
  for (const [type, events] of done) metrics.handled.inc({ queue: queue.name, type }, events);
  const unparkable = await parkAll(parked, work, patience);
  settled.push(...parked.filter((one) => !unparkable.includes(one)).map(({ delivery }) => delivery));
  return { settled, retries, unparkable: unparkable.map(({ delivery }) => delivery) };
}

async function runGroup(
  group: HandlerGroup,
  ready: readonly ReadyDelivery[],
  patience: Patience,
): Promise<readonly (ReadyDelivery & { readonly verdict: Verdict })[]> {
  const judged: (ReadyDelivery & { readonly verdict: Verdict })[] = [];
  for (let from = 0; from < ready.length; from += group.batch) {
    const chunk = ready.slice(from, from + group.batch);
    const verdicts = await bisect<ReadyDelivery, Outcome>(
      chunk,
      (some) => waitForDatabase(() => group.run(some.map(received)), patience),
      (error) => error instanceof Interrupted,
    );
    chunk.forEach((one, index) => {
      const verdict = verdicts[index];
      if (verdict !== undefined) judged.push({ ...one, verdict });
    });
  }
  return judged;
}

async function parkAll(
  parked: readonly Parked[],
  work: BatchWork,
  patience: Patience,
): Promise<readonly Parked[]> {
  if (parked.length === 0) return [];
  const parkSome = async (some: readonly Parked[]): Promise<readonly 'parked'[]> => {
    await waitForDatabase(() => work.parking.parkAll(some.map(({ toPark }) => toPark)), patience);
    return some.map(() => 'parked' as const);
  };
  const results: ('parked' | Thrown)[] = [];
  for (const slice of slicesOf(parked, ({ toPark }) => toPark.content.length))
    results.push(...(await bisect(slice, parkSome, (error) => error instanceof Interrupted)));
  const reasons = [...new Set(parked.map(({ toPark }) => toPark.reason))];
  work.log.warn({ queue: work.queue.name, messages: parked.length, reasons }, 'messages parked');
  return parked.filter(({ toPark }, index) => {
    const result = results[index];
    if (result === 'parked') {
      work.metrics.parked.inc({ queue: toPark.queue, reason: toPark.reason });
      return false;
    }
    work.log.error({ queue: toPark.queue, ...describeError(result?.error) }, 'message cannot be parked');
    return true;
  });
}

function giveUp(
  { delivery, event }: ReadyDelivery,
  verdict: Exclude<Verdict, { kind: 'done' }>,
  queue: QueueSpec,
): ToPark {
  const { content, properties } = delivery.message;
  const publisher = publisherOf(delivery.message, queue);
  const contentType: unknown = properties.contentType;
  return {
    queue: queue.name,
    reason: verdict.kind === 'threw' ? 'handler-threw' : verdict.reason,
    type: event.type,
    attempts: delivery.attempts,
    content,
    ...(publisher !== undefined && { publisher }),
    ...(typeof contentType === 'string' && { contentType }),
    ...(verdict.kind === 'threw' && { error: verdict.error }),
  };
}

const received = ({ delivery, event }: ReadyDelivery): Received => ({
  event,
  redelivered: delivery.message.fields.redelivered || delivery.attempts > 1,
});
