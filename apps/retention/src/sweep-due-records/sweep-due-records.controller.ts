import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsCivilDate } from '#contracts';
import { Allow, CLOCK, type Clock, invalidField } from '#service';
import { SweepDueRecordsJob, type SweepResult } from './sweep-due-records.job.js';

class SweepRequest {
  /** Up to and with this day; today where left out, and never later. */
  @IsOptional() @IsCivilDate() through?: string;
  /** Says what a sweep would order, and orders nothing. */
  @IsOptional() @IsBoolean() dryRun?: boolean;
}

@Controller('v1/sweeps')
export class SweepDueRecordsController {
  constructor(
    private readonly job: SweepDueRecordsJob,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('officer')
  sweep(@Body() { through, dryRun = false }: SweepRequest): Promise<SweepResult> {
    const today = this.clock.today();
    if (through !== undefined && through > today && !dryRun) {
      throw invalidField('/through', 'lies in the future; only a dry run may look ahead');
    }
    return this.job.sweep(through ?? today, dryRun);
  }
}
