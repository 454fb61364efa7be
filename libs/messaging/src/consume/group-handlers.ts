import type { MessageHandler } from '@nestjs/microservices';
import { LaneWatermark } from '#contracts';
import type { HandlerGroup, QueueHandlers } from '../deliver/batch-handler.js';
import type { ToldWatermark } from '../lanes/followed-lanes.js';
import { queueSpec, type Topology } from '../topology/topology.js';
import type { HandlerExtras } from './on-events.decorator.js';
import { done, type Outcome, type Received } from './outcome.js';

/** Takes watermarks where no handler of the service does. */
export const hearWatermarks = (
  heard: (watermarks: readonly ToldWatermark[]) => Promise<void>,
  batch: number,
): HandlerGroup => ({
  batch,
  run: async (received) => {
    await heard(received.map(({ event }) => ({ ...(event.data as LaneWatermark), told: event.time })));
    return received.map(() => done);
  },
});

export type CallHandler = (
  handler: MessageHandler,
  batch: readonly Received[],
) => Promise<readonly Outcome[]>;

/** Who handles what, by queue and type. Throws where that is not clear, so that the service does not start. */
export function groupHandlers(
  handlers: ReadonlyMap<string, MessageHandler>,
  service: string,
  topology: Topology,
  batchSize: number,
  call: CallHandler,
  watermarks: HandlerGroup,
): ReadonlyMap<string, QueueHandlers> {
  const byQueue = new Map<string, Map<string, HandlerGroup>>();
  const groups = new Map<symbol, HandlerGroup>();
  for (const [pattern, handler] of handlers) {
    if (handler.extras?.['queue'] === undefined)
      throw new Error(`the handler of ${pattern} names no queue: use @OnEvents`);
    if (handler.next !== undefined) throw new Error(`two handlers claim ${pattern}`);
    const { queue, group: key, batch } = handler.extras as HandlerExtras;
    const spec = queueSpec(topology, queue);
    if (spec === undefined) throw new Error(`the queue ${queue} of a handler is not in the topology`);
    if (spec.owner !== service)
      throw new Error(`the queue ${queue} belongs to ${spec.owner}, not to ${service}`);
    if (spec.role !== 'handled')
      throw new Error(`the queue ${queue} has no handlers, its messages are parked`);
    const group = groups.get(key) ?? {
      batch: Math.min(batch ?? batchSize, batchSize),
      run: (some: readonly Received[]) => call(handler, some),
    };
    groups.set(key, group);
    const types = byQueue.get(queue) ?? new Map<string, HandlerGroup>();
    types.set(pattern.slice(queue.length + 1), group);
    byQueue.set(queue, types);
  }
  for (const types of byQueue.values())
    if (!types.has(LaneWatermark.type)) types.set(LaneWatermark.type, watermarks);
  return byQueue;
}
