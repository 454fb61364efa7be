import { Module, type DynamicModule } from '@nestjs/common';
import type { ServiceDescription } from './service-description.js';
import { ServiceModule } from './service.module.js';

/** What a service has beside what every service has. */
@Module({})
export class OwnModule {
  static of(service: ServiceDescription): DynamicModule {
    return {
      module: OwnModule,
      imports: [ServiceModule.forRoot(service)],
      controllers: [...service.handlers, ...service.controllers],
      providers: [...service.providers, ...(service.gauges ?? [])],
    };
  }
}
