import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  type CloudEvent,
  contractOf,
  firstDateThat,
  MOST_DEFECTS,
  STORE_EVENT_TYPES,
  validateEventStrictly,
} from '#contracts';
import type { Publisher } from '#messaging';
import { isPlausible } from '#policy';
import {
  Allow,
  CLOCK,
  type Clock,
  datesOf,
  type FieldError,
  invalidField,
  problem,
  PUBLISHER,
  SourceAt,
  unavailable,
} from '#service';

const MOST_AT_ONCE = 1000;

/**
 * The store's other door: the same CloudEvents over HTTP, in a batch. Taken whole or not at all;
 * answered when every event stands in the queues of all services that take it in.
 */
@Controller('v1/events')
export class AcceptStoreEventsController {
  constructor(
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('store')
  @SourceAt('/source', { prefix: '/' })
  async accept(@Body() body: unknown): Promise<{ accepted: number }> {
    const events = this.valid(body);
    const outcomes = await this.publisher.publish(
      events.map((event) => ({ exchange: 'store.events', routingKey: event.type, event })),
    );
    // A batch is safe to send again: an event taken in twice has one effect.
    if (outcomes.some((outcome) => outcome !== 'confirmed')) throw unavailable('The message broker');
    return { accepted: events.length };
  }

  private valid(body: unknown): readonly CloudEvent[] {
    const batch = Array.isArray(body) ? body : [body];
    if (batch.length === 0) throw invalidField('', 'must hold at least one event');
    if (batch.length > MOST_AT_ONCE) throw invalidField('', `must hold at most ${MOST_AT_ONCE} events`);
    const errors: FieldError[] = [];
    const events: CloudEvent[] = [];
    for (const [index, raw] of batch.entries()) {
      const most = MOST_DEFECTS - errors.length;
      if (most <= 0) break;
      const at = Array.isArray(body) ? `/${index}` : '';
      const read = validateEventStrictly(raw, most);
      const ofOthers = isOfOthers(raw);
      if (ofOthers) errors.push({ field: `${at}/type`, reason: 'is not an event of a store' });
      if (!('specversion' in read)) {
        // What the data of such an event should be is no store's business.
        const own = ofOthers ? read.filter(({ field }) => !field.startsWith('/data')) : read;
        errors.push(...own.map(({ field, detail }) => ({ field: `${at}${field}`, reason: detail })));
      } else if (!ofOthers) {
        const implausible = this.implausibleIn(read);
        if (implausible === undefined) events.push(read);
        else errors.push({ field: `${at}/data${implausible}`, reason: 'is a date that cannot be true' });
      }
    }
    if (errors.length > 0) {
      throw problem(
        422,
        'invalid-events',
        'The batch has events that are not valid; none was taken',
        errors.slice(0, MOST_DEFECTS),
      );
    }
    return events;
  }

  private implausibleIn({ type, data }: CloudEvent): string | undefined {
    const dates = datesOf(this.clock);
    return firstDateThat(
      contractOf(type)!.dataClass,
      data as object,
      (date, of) => !isPlausible(date, of, dates),
    );
  }
}

function isOfOthers(raw: unknown): boolean {
  const { type } = (raw ?? {}) as { readonly type?: unknown };
  return typeof type === 'string' && contractOf(type) !== undefined && !STORE_EVENT_TYPES.includes(type);
}
