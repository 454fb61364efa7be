import { Controller, Get } from '@nestjs/common';
import { Allow } from '#service';
import { ClockProgress, type ClocksUnderPolicy } from '../clock-progress.js';
import { PartyIndexStore } from '../party-index.store.js';

interface SummaryAnswer {
  readonly customers: number;
  readonly guests: number;
  readonly orders: number;
  readonly records: number;
  /** Parties whose clocks are being computed at this moment. */
  readonly stale: number;
  /** Parties of whom something is stored that makes their clocks throw. */
  readonly notComputable: number;
  readonly clocks: ClocksUnderPolicy;
  readonly dueByYear: readonly { year: string; parties: number }[];
}

/** Counts only. */
@Controller('v1/summary')
export class ShowSummaryController {
  constructor(
    private readonly parties: PartyIndexStore,
    private readonly progress: ClockProgress,
  ) {}

  @Get()
  @Allow('ops', 'officer')
  async show(): Promise<SummaryAnswer> {
    const [totals, clocks, byYear, apart] = await Promise.all([
      this.parties.totals(),
      this.progress.read(),
      this.parties.dueByYear(),
      this.parties.notComputableCounts(),
    ]);
    const notComputable = Object.values(apart).reduce((all, one) => all + one, 0);
    return {
      ...totals,
      notComputable,
      clocks,
      dueByYear: byYear.map(({ _id, parties }) => ({ year: _id, parties })),
    };
  }
}
