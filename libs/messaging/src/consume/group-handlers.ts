import type { MessageHandler } from '@nestjs/microservices';
import { type Contract, LaneWatermark, partsOfLane } from '#contracts';
import type { HandlerGroup, QueueHandlers } from '../deliver/batch-handler.js';
import type { ToldWatermark } from '../lanes/followed-lanes.js';
import { feedOf, type ServiceAtBroker } from '../topology/queues-of-service.js';
import type { HandlerExtras } from './on-events.decorator.js';
import { done, type Outcome, park, type Received } from './outcome.js';

/** Takes the watermarks of those whom the service follows; of a lane, the service alone may say something whose it is. */
export const hearWatermarks = (
  heard: (watermarks: readonly ToldWatermark[]) => Promise<void>,
  batch: number,
): HandlerGroup => ({
  batch,
  run: async (received) => {
    const own = received.filter(isOfItsLane);
    await heard(own.map(({ event }) => ({ ...(event.data as LaneWatermark), told: event.time })));
    return received.map((one) => (isOfItsLane(one) ? done : park('not-its-lane')));
  },
});

const isOfItsLane = ({ event: { source, data } }: Received): boolean =>
  source === `/${partsOfLane((data as LaneWatermark).lane).service}`;

type CallHandler = (
  handler: MessageHandler,
  queue: string,
  batch: readonly Received[],
) => Promise<readonly Outcome[]>;

export interface Grouping {
  readonly service: Pick<ServiceAtBroker, 'name' | 'counts'>;
  readonly known: readonly Contract[];
  readonly batchSize: number;
  readonly call: CallHandler;
  readonly watermarks: HandlerGroup;
}

/** Who handles what, by queue and type. Throws where that is not clear, so that the service does not start. */
export function groupHandlers(
  handlers: ReadonlyMap<string, MessageHandler>,
  { service, known, batchSize, call, watermarks }: Grouping,
): ReadonlyMap<string, QueueHandlers> {
  const byQueue = new Map<string, Map<string, HandlerGroup>>();
  const put = (type: string, groupIn: (queue: string) => HandlerGroup): void => {
    const { queue } = feedOf(service.name, type, known);
    const types = byQueue.get(queue) ?? new Map<string, HandlerGroup>();
    types.set(type, groupIn(queue));
    byQueue.set(queue, types);
  };
  const groups = new Map<string, Map<symbol, HandlerGroup>>();
  for (const [type, handler] of handlers) {
    if (handler.extras?.['group'] === undefined)
      throw new Error(`the handler of ${type} says nothing of its batches: use @OnEvents`);
    if (handler.next !== undefined) throw new Error(`two handlers claim ${type}`);
    const { group: key, batch } = handler.extras as HandlerExtras;
    put(type, (queue) => {
      const ofQueue = groups.get(queue) ?? new Map<symbol, HandlerGroup>();
      groups.set(queue, ofQueue);
      const group = ofQueue.get(key) ?? {
        batch: Math.min(batch ?? batchSize, batchSize),
        run: (some: readonly Received[]) => call(handler, queue, some),
      };
      ofQueue.set(key, group);
      return group;
    });
  }
  if (service.counts.length > 0) put(LaneWatermark.type, () => watermarks);
  return byQueue;
}
