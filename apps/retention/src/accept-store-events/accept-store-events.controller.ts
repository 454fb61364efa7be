import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { type CloudEvent, STORE_EVENT_TYPES, validateEvent } from '#contracts';
import type { Publisher } from '#messaging';
import { Allow, invalidField, problem, PUBLISHER, SourceAt, unavailable } from '#service';

const MOST_AT_ONCE = 1000;

/**
 * The store's other door: the same CloudEvents over HTTP, in a batch. Taken whole or not at all;
 * answered when every event stands in the queues of all services that take it in.
 */
@Controller('v1/events')
export class AcceptStoreEventsController {
  constructor(@Inject(PUBLISHER) private readonly publisher: Publisher) {}

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
    const errors: { field: string; reason: string }[] = [];
    const events = batch.flatMap((raw: unknown, index) => {
      const at = Array.isArray(body) ? `/${index}` : '';
      const checked = validateEvent(raw);
      const refuse = (field: string, reason: string): never[] => {
        errors.push({ field: `${at}${field}`, reason });
        return [];
      };
      if (!checked.ok) return refuse(checked.field ?? '', checked.detail);
      if (checked.dropped > 0) return refuse('/data', 'has fields that are not known');
      if (!STORE_EVENT_TYPES.includes(checked.event.type))
        return refuse('/type', 'is not an event of a store');
      return [checked.event];
    });
    if (errors.length > 0) {
      throw problem(422, 'invalid-events', 'The batch has events that are not valid; none was taken', errors);
    }
    return events;
  }
}
