import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Registry } from 'prom-client';
import { Public } from '../access/principal.js';
import { METRICS } from '../tokens.js';

/** Public: counts and durations only; no label ever comes from a request or an event. */
@ApiExcludeController()
@Public('nothing')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Registry) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  show(): Promise<string> {
    return this.metrics.metrics();
  }
}
