import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ParkedMessage, Parking } from '#messaging';
import { Allow, Principal } from '../access/principal.js';
import { problem, unavailable } from '../problem/problem.js';
import { PARKING } from '../tokens.js';
import { DiscardParked, ListParked, ParkedId } from './parked.requests.js';

const PAGE = 50;

interface ParkedPage {
  readonly items: readonly ParkedMessage[];
  /** `after` of the next page; absent on the last one. */
  readonly next?: string;
}

/** What could not be handled, until somebody decides about it. Whoever opens or discards a message is on record. */
@ApiTags('ops')
@Allow('ops')
@Controller('v1/ops/parked')
export class ParkedController {
  constructor(@Inject(PARKING) private readonly parking: Parking) {}

  @Get()
  async list(@Query() { limit = PAGE, state = 'parked', ...filter }: ListParked): Promise<ParkedPage> {
    const found = await this.parking.list({ ...filter, ...(state !== 'any' && { state }), limit: limit + 1 });
    const items = found.slice(0, limit);
    return { items, ...(found.length > limit && { next: items.at(-1)?._id }) };
  }

  /** Opens the sealed body, which may hold personal data. */
  @Get(':id')
  async show(@Param() { id }: ParkedId): Promise<unknown> {
    const found = await this.parking.show(id);
    if (found === undefined) throw notFound();
    return { ...found.message, ...(found.body !== undefined && { body: bodyOf(found.body) }) };
  }

  @Post(':id/replay')
  @HttpCode(200)
  async replay(
    @Param() { id }: ParkedId,
    @Principal() who: Principal,
  ): Promise<{ id: string; state: 'replayed' }> {
    const outcome = await this.parking.replay(id, who.subject);
    if (outcome === 'unknown') throw notFound();
    if (outcome === 'not-parked') throw notParked();
    if (outcome === 'not-published') throw unavailable('The message broker');
    if (outcome === 'nobody-takes-it') throw nobodyTakesIt();
    if (outcome === 'another-sends-it') throw anotherSendsIt();
    return { id, state: 'replayed' };
  }

  @Post(':id/discard')
  @HttpCode(200)
  async discard(
    @Param() { id }: ParkedId,
    @Body() { reason }: DiscardParked,
    @Principal() who: Principal,
  ): Promise<{ id: string; state: 'discarded' }> {
    const outcome = await this.parking.discard(id, { by: who.subject, reason });
    if (outcome === 'unknown') throw notFound();
    if (outcome === 'not-parked') throw notParked();
    return { id, state: 'discarded' };
  }
}

const notFound = (): Error => problem(404, 'not-found', 'There is no parked message with this id');
const notParked = (): Error => problem(409, 'not-parked', 'This message was replayed or discarded already');
const nobodyTakesIt = (): Error =>
  problem(409, 'nobody-takes-it', 'No queue is bound for this message yet; it stays parked');
const anotherSendsIt = (): Error =>
  problem(
    409,
    'another-sends-it',
    'Only the service that published this message can publish it again: seloste resend',
  );

/** As text where it is text. */
function bodyOf({
  base64,
  contentType,
  error,
}: {
  base64: string;
  contentType?: string;
  error?: string;
}): unknown {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  return {
    ...(Buffer.from(text, 'utf8').equals(bytes) ? { text } : { base64 }),
    ...(contentType !== undefined && { contentType }),
    ...(error !== undefined && { error }),
  };
}
