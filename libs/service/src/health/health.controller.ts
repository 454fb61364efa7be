import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../access/principal.js';
import { Answer } from '../http/answer.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** Public: says only which parts of the service work. */
@ApiExcludeController()
@Public('nothing')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  /** 200 also while the broker is away: facts are still taken in, and what they owe goes out later. */
  @Get('ready')
  async ready(): Promise<Answer<ReadinessReport>> {
    const report = await this.readiness.report();
    return new Answer(report.status === 'not-ready' ? 503 : 200, report);
  }
}
