import { Module, type DynamicModule } from '@nestjs/common';
import { answerCommandsBy } from './participant/answer-commands.handler.js';
import type { ServiceDescription } from './service-description.js';
import { ServiceModule } from './service.module.js';

/** What a service has beside what every service has. */
@Module({})
export class OwnModule {
  static of(service: ServiceDescription): DynamicModule {
    const { participant, gauges = [] } = service;
    const answering = participant === undefined ? [] : [answerCommandsBy(service.name, participant)];
    return {
      module: OwnModule,
      imports: [ServiceModule.forRoot(service)],
      controllers: [...service.handlers, ...answering, ...service.controllers],
      providers: [...service.providers, ...(participant === undefined ? [] : [participant]), ...gauges],
    };
  }
}
