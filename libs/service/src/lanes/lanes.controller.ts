import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Connection } from 'mongoose';
import type { SelosteRmqServer } from '#messaging';
import type { Fact, FactCollection } from '#storage';
import { Allow } from '../access/principal.js';
import { CONNECTION, CONSUMERS, FACTS } from '../tokens.js';
import { LaneFactsPages, type LanesPage, type Unnumbered } from './lane-facts.js';
import { LaneFactsQuery, LanesQuery, PassedQuery, UnnumberedQuery } from './lanes.requests.js';

/** A numbered fact without anything of whom it is about. */
type FactName = Pick<Fact, '_id' | 'type' | 'n' | 'takenAt'>;

interface Passed {
  /** Machine time of the service. */
  readonly now: Date;
  /** By queue: what came to it before this moment is done or parked at this instance. */
  readonly passed: Readonly<Record<string, Date>>;
}

/** For `seloste verify`: what of each publisher's lanes is here. Numbers, our own ids and types only. */
@ApiTags('ops')
@Allow('ops')
@Controller('v1/ops')
export class LanesController {
  private readonly pages: LaneFactsPages;

  constructor(
    @Inject(FACTS) private readonly facts: FactCollection,
    @Inject(CONNECTION) connection: Connection,
    @Inject(CONSUMERS) private readonly consumers: SelosteRmqServer,
  ) {
    this.pages = new LaneFactsPages(connection);
  }

  @Get('lanes')
  list(@Query() { lane, n, ...question }: LanesQuery): Promise<LanesPage> {
    const after = lane !== undefined && n !== undefined ? { after: { lane, n } } : {};
    return this.pages.page({ ...question, ...after });
  }

  @Get('lanes/unnumbered')
  unnumbered(@Query() { of }: UnnumberedQuery): Promise<Unnumbered> {
    return this.pages.unnumbered(of);
  }

  /** The names of some of a lane's own facts. */
  @Post('lanes/facts')
  @HttpCode(200)
  async name(@Body() { lane, numbers }: LaneFactsQuery): Promise<readonly FactName[]> {
    const filter = { lane, n: { $in: [...numbers] } };
    return this.facts.collection
      .find(filter)
      .project<FactName>({ type: 1, n: 1, takenAt: 1 })
      .sort({ n: 1 })
      .toArray();
  }

  @Get('passed')
  async passed(@Query() { probe }: PassedQuery): Promise<Passed> {
    if (probe !== undefined) await this.consumers.sendCanaries();
    const passed = this.consumers
      .health()
      .flatMap(({ queue, passedMs }) => (passedMs === undefined ? [] : [[queue, new Date(passedMs)]]));
    return { now: new Date(), passed: Object.fromEntries(passed) as Passed['passed'] };
  }
}
