import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FactCollection, OwedOfType } from '#storage';
import { Allow } from '../access/principal.js';
import { FACTS } from '../tokens.js';

interface OwedAnswer {
  /** Machine time of the service, so that ages need no second clock. */
  readonly now: Date;
  readonly facts: number;
  readonly oldestAt?: Date;
  readonly byType: readonly OwedOfType[];
}

/** Facts whose events the broker has not confirmed; a few younger than a second are the normal course. Counts only. */
@ApiTags('ops')
@Allow('ops')
@Controller('v1/ops/owed')
export class OwedController {
  constructor(@Inject(FACTS) private readonly facts: FactCollection) {}

  @Get()
  async show(): Promise<OwedAnswer> {
    const [{ owed, oldest }, byType] = await Promise.all([this.facts.owedSummary(), this.facts.owedByType()]);
    return { now: new Date(), facts: owed, ...(oldest !== undefined && { oldestAt: oldest }), byType };
  }
}
