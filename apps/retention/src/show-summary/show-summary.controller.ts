import { Controller, Get } from '@nestjs/common';
import { Allow } from '#service';
import { PartyIndexStore } from '../party-index.store.js';

interface SummaryAnswer {
  readonly customers: number;
  readonly guests: number;
  readonly orders: number;
  readonly records: number;
  /** Parties whose clocks are being computed at this moment. */
  readonly stale: number;
  readonly dueByYear: readonly { year: string; parties: number }[];
}

/** Counts only. */
@Controller('v1/summary')
export class ShowSummaryController {
  constructor(private readonly parties: PartyIndexStore) {}

  @Get()
  @Allow('ops', 'officer')
  async show(): Promise<SummaryAnswer> {
    const [totals, byYear] = await Promise.all([this.parties.totals(), this.parties.dueByYear()]);
    return { ...totals, dueByYear: byYear.map(({ _id, parties }) => ({ year: _id, parties })) };
  }
}
