import { Controller, Get, Inject } from '@nestjs/common';
import { Allow, FACTS } from '#service';
import type { FactCollection } from '#storage';
import type { RequestFact } from '../request-facts.js';

interface SummaryAnswer {
  readonly received: number;
  readonly closed: number;
}

/** Counts only. */
@Controller('v1/summary')
export class ShowSummaryController {
  constructor(@Inject(FACTS) private readonly facts: FactCollection<RequestFact>) {}

  @Get()
  @Allow('ops', 'officer')
  async show(): Promise<SummaryAnswer> {
    const [received, closed] = await Promise.all([
      this.facts.collection.countDocuments({ type: 'request.received' }),
      this.facts.collection.countDocuments({ type: 'request.closed' }),
    ]);
    return { received, closed };
  }
}
