import { Module, type DynamicModule } from '@nestjs/common';
import { handlersOf, type ServiceDescription } from './service-description.js';
import { ServiceModule } from './service.module.js';

@Module({})
class OwnModule {}

/** The whole module of a service: what it describes of itself, and what every service has. */
export function moduleOf(service: ServiceDescription): DynamicModule {
  const { participant, gauges = [] } = service;
  return {
    module: OwnModule,
    imports: [ServiceModule.forRoot(service)],
    controllers: [...handlersOf(service), ...service.controllers],
    providers: [...service.providers, ...(participant === undefined ? [] : [participant]), ...gauges],
  };
}
