import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG, moduleOf } from '#service';
import { serviceNamed, type ServiceName } from '../../apps/services.js';

@Module({})
class Root {}

/** The service as Nest puts it together, with nothing in it begun: no database, no broker, no configuration. */
export function preview(service: ServiceName): Promise<NestFastifyApplication> {
  const root = {
    module: Root,
    global: true,
    imports: [moduleOf(serviceNamed(service))],
    providers: [{ provide: CONFIG, useValue: {} }],
    exports: [CONFIG],
  };
  const quietly = { preview: true, logger: false, abortOnError: false } as const;
  return NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), quietly);
}
