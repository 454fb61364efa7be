import { Module, type DynamicModule } from '@nestjs/common';
import { AuditController } from './audit/audit.controller.js';
import { KnownUpTo } from './clock/known-up-to.js';
import { Diagnoser } from './diagnosis/diagnosis.js';
import { DiagnosisController } from './diagnosis/diagnosis.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { LanesController } from './lanes/lanes.controller.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ServiceGauges } from './metrics/service-gauges.js';
import { NotComputable } from './not-computable/not-computable.js';
import { OpenapiController, OpenapiDocument } from './openapi/openapi.controller.js';
import { OwedController } from './owed/owed.controller.js';
import { ParkedController } from './parked/parked.controller.js';
import { auditProviders } from './providers/audit.providers.js';
import { basicProviders } from './providers/basic.providers.js';
import { messagingProviders } from './providers/messaging.providers.js';
import { ledgerProviders } from './providers/ledger.providers.js';
import { policyProviders } from './providers/policy.providers.js';
import { storageProviders } from './providers/storage.providers.js';
import type { ServiceDescription } from './service-description.js';

/** What every service has alike; what a service has of its own it describes itself (ServiceDescription). */
@Module({})
export class ServiceModule {
  static forRoot(service: ServiceDescription): DynamicModule {
    const { name } = service;
    const made = [
      ...basicProviders(name),
      ...storageProviders(service),
      ...ledgerProviders(name),
      ...policyProviders,
      ...messagingProviders(service),
      ...auditProviders,
    ];
    return {
      module: ServiceModule,
      global: true,
      controllers: [
        DiagnosisController,
        HealthController,
        KeysController,
        MetricsController,
        OpenapiController,
        OwedController,
        ParkedController,
        AuditController,
        LanesController,
        LedgerController,
      ],
      providers: [KnownUpTo, NotComputable, Readiness, OpenapiDocument, ServiceGauges, Diagnoser, ...made],
      exports: [KnownUpTo, NotComputable, Readiness, OpenapiDocument, ...made.map(({ provide }) => provide)],
    };
  }
}
