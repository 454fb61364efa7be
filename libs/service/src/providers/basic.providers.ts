import type { FactoryProvider } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { pinnedClock, systemClock, type Clock } from '../clock/clock.js';
import type { ServiceConfig } from '../config/read-config.js';
import { createLog } from '../log/service-log.js';
import * as token from '../tokens.js';
import { openTracing } from '../tracing/open-tracing.js';
import { made } from './made.js';

/** What needs neither database nor broker. */
export const basicProviders = (name: string): FactoryProvider[] => [
  made(token.LOG, [token.CONFIG], ({ logLevel }: ServiceConfig) => createLog(name, logLevel)),
  made(token.CLOCK, [token.CONFIG], ({ clock, earliestAct }: ServiceConfig): Clock => ({
    ...(clock === undefined ? systemClock : pinnedClock(clock)),
    earliestAct,
  })),
  made(token.TRACING, [token.CONFIG], openTracing),
  made(token.METRICS, [], () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return registry;
  }),
];
