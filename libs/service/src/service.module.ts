import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AuditController } from './audit/audit.controller.js';
import { KnownUpTo } from './clock/known-up-to.js';
import type { ServiceDatabase } from './database/service-database.js';
import { Diagnoser } from './diagnosis/diagnosis.js';
import { DiagnosisController } from './diagnosis/diagnosis.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { LanesController } from './lanes/lanes.controller.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ServiceGauges } from './metrics/service-gauges.js';
import { OpenapiController, OpenapiDocument } from './openapi/openapi.controller.js';
import { OwedController } from './owed/owed.controller.js';
import { ParkedController } from './parked/parked.controller.js';
import { auditProviders } from './providers/audit.providers.js';
import { basicProviders } from './providers/basic.providers.js';
import { followPolicies } from './policies/follow-policies.handler.js';
import { messagingProviders } from './providers/messaging.providers.js';
import { ledgerProviders } from './providers/ledger.providers.js';
import { policyProviders } from './providers/policy.providers.js';
import { storageProviders } from './providers/storage.providers.js';
import type { ServiceName } from './tokens.js';

/**
 * What every service has. A service looks like this:
 *
 * ```ts
 * // apps/consent/src/main.ts
 * import { runService } from '#service';
 * import { ConsentModule } from './consent.module.js';
 *
 * await runService({ name: 'consent', module: ConsentModule });
 *
 * // apps/consent/src/consent.module.ts
 * @Module({
 *   imports: [ServiceModule.forRoot(consentDatabase)], // { name: 'consent', indexes: […] }, in consent.database.ts
 *   controllers: [GrantConsentController, TakeInCustomersHandler], // handlers of messages are controllers for Nest
 *   providers: [PartyStore],
 * })
 * export class ConsentModule {}
 *
 * // apps/consent/src/grant-consent/grant-consent.controller.ts
 * class GrantConsentRequest {                       // class-validator + the field decorators of #contracts;
 *   @IsShape(() => PartyId) party!: PartyId;        // OpenAPI schemas are derived from them, no @ApiProperty
 *   @IsPolicyWord() purpose!: string;
 *   @IsOptional() @IsInstant() at?: string;
 * }
 * @Controller('v1/consents')
 * export class GrantConsentController {
 *   constructor(
 *     @Inject(FACT_DOOR) private readonly door: FactDoor<ConsentFact>,
 *     @Inject(HASH_KEYS) private readonly keys: HashKeys,
 *     @Inject(CLOCK) private readonly clock: Clock,    // interfaces: import type { Clock }
 *   ) {}
 *   @Post()
 *   @Allow('desk', 'officer')                         // a route without @Allow or @Public keeps the service from starting
 *   grant(@Body() body: GrantConsentRequest, @IdempotencyKey() once: OnceOnly): Promise<Answer<GrantedAnswer>> {
 *     const at = actedAt(this.clock, body.at);
 *     const fact: ConsentFact = { _id: once.factId, requestHash: requestHashOf(this.keys, once.body), ... };
 *     return answerOnce(this.door, once, fact, (fact) => ({ id: fact._id, because: fact.because }));
 *   }
 * }
 *
 * // apps/consent/src/take-in-customers/take-in-customers.handler.ts
 * @Controller()
 * export class TakeInCustomersHandler {
 *   @OnEvents('consent.intake', ['customer.registered.v1'])
 *   async take(batch: Received<CustomerRegistered>[]): Promise<Outcome[]> {
 *     const written = await this.door.writeMany(batch.map(toFact));
 *     return written.map((outcome) => (isFailed(outcome) ? park('cannot be stored') : done));
 *   }
 * }
 * ```
 */
@Module({})
export class ServiceModule {
  static forRoot(database: ServiceDatabase): DynamicModule {
    const { name } = database;
    const made = [
      ...basicProviders(name),
      ...storageProviders(database),
      ...ledgerProviders(name),
      ...policyProviders,
      ...messagingProviders(name, followedBy[name]),
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
        ...policyHandlers[name],
      ],
      providers: [KnownUpTo, Readiness, OpenapiDocument, ServiceGauges, Diagnoser, ...made],
      exports: [KnownUpTo, Readiness, OpenapiDocument, ...made.map(({ provide }) => provide)],
    };
  }
}

/** consent publishes the versions itself, and reads them from its own facts. */
const policyHandlers: Readonly<Record<ServiceName, readonly Type<unknown>[]>> = {
  consent: [],
  'marketing-suppression': [followPolicies('marketing-suppression.events')],
  retention: [followPolicies('retention.events')],
  'subject-requests': [followPolicies('subject-requests.events')],
};

/** Whose facts each service folds: a prohibition or withdrawal at one of the two stops what the other allows. */
const followedBy: Readonly<Record<ServiceName, readonly ServiceName[]>> = {
  consent: ['marketing-suppression'],
  'marketing-suppression': ['consent'],
  retention: [],
  'subject-requests': [],
};
