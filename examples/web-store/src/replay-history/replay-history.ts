import type { CloudEvent, CustomerRegistered, OrderPlaced } from '#contracts';
import type { FieldClass } from '../hold-records/store-record.js';
import { toCloudEvent, type StoreEvent } from '../publish-events/to-events.js';
import type { Tell } from '../tell.js';
import { shuffle } from './shuffle.js';

export interface ReplayOptions {
  readonly shuffleSeed?: string;
  readonly twice?: boolean;
}

const WINDOW = 1000;
const TELL_EVERY = 500;

/** Publishes the events, at most a thousand unconfirmed at a time, telling how far it is. */
export async function replay(
  events: readonly StoreEvent[],
  { shuffleSeed, twice }: ReplayOptions,
  publish: (event: CloudEvent) => Promise<void>,
  tell: Tell,
): Promise<number> {
  const told = twice === true ? [...events, ...events] : events;
  const ordered = shuffleSeed === undefined ? told : shuffle(told, shuffleSeed);
  let published = 0;
  const progress = (): void => tell({ progress: { published, of: ordered.length } });
  const timer = setInterval(progress, TELL_EVERY);
  try {
    const queue = ordered.values();
    const worker = async (): Promise<void> => {
      for (const event of queue) {
        await publish(toCloudEvent(event, new Date()));
        published += 1;
      }
    };
    await Promise.all(Array.from({ length: Math.min(WINDOW, ordered.length) }, worker));
  } finally {
    clearInterval(timer);
  }
  progress();
  return published;
}

/** What was erased is not told again: a record that is gone not at all, a contact that is gone not with the rest. */
export function stillToTell(
  events: readonly StoreEvent[],
  erased: ReadonlyMap<string, readonly FieldClass[]>,
): StoreEvent[] {
  if (erased.size === 0) return [...events];
  return events.flatMap((event): StoreEvent[] => {
    const classes = erased.get(event.record);
    if (classes === undefined) return [event];
    if (event.type === 'customer.registered.v1') return withoutCustomerContact(event, classes);
    if (event.type === 'order.placed.v1') return [withoutGuestContact(event, classes)];
    return event.record.startsWith('warranty/') ? [] : [event];
  });
}

function withoutCustomerContact(event: StoreEvent, classes: readonly FieldClass[]): StoreEvent[] {
  if (classes.includes('identity')) return [];
  const { contact: _contact, addressCollection: _collection, ...data } = event.data as CustomerRegistered;
  return [{ ...event, data }];
}

function withoutGuestContact(event: StoreEvent, classes: readonly FieldClass[]): StoreEvent {
  if (!classes.includes('delivery')) return event;
  const { buyerContact: _contact, addressCollection: _collection, ...data } = event.data as OrderPlaced;
  return { ...event, data };
}
