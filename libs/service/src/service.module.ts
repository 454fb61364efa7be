import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { collectDefaultMetrics, Registry } from 'prom-client';
import {
  FactCollection,
  factIndexes,
  FileMasterKey,
  GroupCommit,
  HashKeys,
  keyIndexes,
  migrate,
  MongoKeys,
  openMongo,
  Sealer,
  type DeclaredIndex,
} from '#storage';
import { pinnedClock, systemClock, type Clock } from './clock/clock.js';
import type { ServiceConfig } from './config/read-config.js';
import { FactDoor, type Settles } from './facts/fact-door.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { createLog, type ServiceLog } from './log/service-log.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OpenapiController, OpenapiDocument } from './openapi/openapi.controller.js';
import { loadPolicies } from './policies/load-policies.js';
import * as token from './tokens.js';

export interface ServiceModuleOptions {
  readonly name: token.ServiceName;
  /** The collection of the service's facts, `facts` by default. */
  readonly facts?: string;
  /** Indexes of the service's other collections; those of facts, parked messages and lanes are declared already. */
  readonly indexes?: readonly DeclaredIndex[];
}

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
 *   imports: [ServiceModule.forRoot({ name: 'consent', indexes: [{ collection: 'parties', name: 'hash', key: { 'hashes.hash': 1 } }] })],
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
 *     return answerOnce(this.door, fact, (fact) => ({ id: fact._id, because: fact.because }));
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
  static forRoot(options: ServiceModuleOptions): DynamicModule {
    const providers = providersOf(options);
    return {
      module: ServiceModule,
      global: true,
      controllers: [HealthController, MetricsController, OpenapiController],
      providers,
      exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
    };
  }
}

const KEYS_CONNECTION = Symbol('KEYS_CONNECTION');

type Factory = (...dependencies: never[]) => unknown;

const made = (provide: symbol, inject: readonly symbol[], useFactory: Factory): Provider => ({
  provide,
  inject: [...inject],
  useFactory: useFactory as never,
});

function providersOf({ name, facts = 'facts', indexes = [] }: ServiceModuleOptions): Provider[] {
  return [
    Readiness,
    OpenapiDocument,
    made(token.LOG, [token.CONFIG], (config: ServiceConfig) => createLog(name, config.logLevel)),
    made(token.CLOCK, [token.CONFIG], ({ clock }: ServiceConfig): Clock =>
      clock ? pinnedClock(clock) : systemClock,
    ),
    made(token.METRICS, [], () => {
      const registry = new Registry();
      collectDefaultMetrics({ register: registry });
      return registry;
    }),
    made(token.POLICIES, [token.CONFIG], ({ policyDir }: ServiceConfig) => loadPolicies(policyDir)),
    made(token.CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
      const connection = await openMongo(config.mongodbUri, { log, appName: name });
      await migrate(connection, [...factIndexes(facts), ...indexes]);
      return connection;
    }),
    made(KEYS_CONNECTION, [token.CONFIG, token.LOG], async (config: ServiceConfig, log: ServiceLog) => {
      const connection = await openMongo(config.keysMongodbUri, { log, appName: `${name}-keys` });
      await migrate(connection, keyIndexes);
      return connection;
    }),
    made(token.HASH_KEYS, [token.CONFIG], ({ hashKeysFile }: ServiceConfig) => HashKeys.load(hashKeysFile)),
    made(token.SEALER, [token.CONFIG, KEYS_CONNECTION], async (config: ServiceConfig, keys: Connection) => {
      return new Sealer(new MongoKeys(keys, await FileMasterKey.load(config.masterKeyFile)));
    }),
    made(
      token.FACTS,
      [token.CONNECTION],
      (connection: Connection) => new FactCollection(connection, { name: facts }),
    ),
    made(token.GROUP_COMMIT, [token.FACTS], (collection: FactCollection) => new GroupCommit(collection)),
    made(
      token.FACT_DOOR,
      [token.FACTS, token.GROUP_COMMIT, token.OWED],
      (collection: FactCollection, group: GroupCommit<never>, owed: Settles) =>
        new FactDoor(collection, group, owed),
    ),
    made(token.OWED, [], (): Settles => ({ settle: () => undefined })),
  ];
}
