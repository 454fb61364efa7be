import { Controller, Get } from '@nestjs/common';
import { Allow } from '#service';
import { type CheckSummary, CheckTally } from '../check-tally.js';
import { type SuppressionCounts, SuppressionCountsStore } from './suppression-counts.store.js';

export interface SuppressionSummary {
  readonly prohibitions: SuppressionCounts;
  readonly checks: CheckSummary;
}

@Controller('v1/summary')
export class ShowSummaryController {
  constructor(
    private readonly counts: SuppressionCountsStore,
    private readonly tally: CheckTally,
  ) {}

  @Get()
  @Allow('ops', 'officer')
  async show(): Promise<SuppressionSummary> {
    return { prohibitions: await this.counts.count(), checks: this.tally.summary() };
  }
}
