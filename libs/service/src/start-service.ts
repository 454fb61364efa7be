import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { JWTVerifyGetKey } from 'jose';
import type { Registry } from 'prom-client';
import type { BrokerConnection, FollowedLanes, LaneClock, OwedEvents, SelosteRmqServer } from '#messaging';
import type { HashKeys, MongoKeys } from '#storage';
import { AccessGuard } from './access/access.guard.js';
import type { LinkReader } from './access/link-reader.js';
import { checkEveryRoute } from './access/check-every-route.js';
import { openKeySet } from './access/key-set.js';
import { limitRequests } from './access/request-limits.js';
import type { ActsInFacts } from './audit/acts-in-facts.js';
import { auditRequests } from './audit/audit-requests.js';
import type { AuditTrail } from './audit/audit-trail.js';
import { readConfig, type Environment, type ServiceConfig } from './config/read-config.js';
import { Readiness } from './health/readiness.js';
import { AnswerInTime } from './http/answer-in-time.js';
import { AnswerInterceptor } from './http/answer.js';
import { boundBodies } from './http/bound-bodies.js';
import { createAdapter, readBodies, refuseWhileStopping } from './http/create-adapter.js';
import { refuseOtherMethods } from './http/refuse-other-methods.js';
import { observeRequests } from './http/observe-requests.js';
import { secureHeaders } from './http/secure-headers.js';
import type { LedgerJob } from './ledger/ledger-job.js';
import { checkKeys } from './keys/check-keys.js';
import { closeConnections, stopInOrder } from './lifecycle/stop-in-order.js';
import { watchDependencies } from './lifecycle/watch-dependencies.js';
import { createLog, nestLogger, type ServiceLog } from './log/service-log.js';
import { describeService } from './openapi/describe-service.js';
import { OpenapiDocument } from './openapi/openapi.controller.js';
import { BodyShapePipe } from './problem/body-shape.pipe.js';
import { moduleOf } from './own.module.js';
import { ProblemFilter } from './problem/problem.filter.js';
import type { ServiceDescription } from './service-description.js';
import type { Tracing } from './tracing/open-tracing.js';
import {
  ACTS_IN_FACTS,
  AUDIT_TRAIL,
  BROKER,
  CONFIG,
  CONSUMERS,
  FOLLOWED_LANES,
  HASH_KEYS,
  KEYS,
  LANES,
  LEDGER,
  LOG,
  METRICS,
  OWED,
  TRACING,
} from './tokens.js';

export interface RunningService {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  stop(): Promise<void>;
}

@Module({})
class ServiceRoot {
  static of(config: ServiceConfig, service: ServiceDescription): DynamicModule {
    const providers = [{ provide: CONFIG, useValue: config }];
    const imports = [moduleOf(service)];
    return { module: ServiceRoot, global: true, imports, providers, exports: [CONFIG] };
  }
}

/** For tests, and for whoever starts several in one process: throws where it cannot start, handles no signals. */
export async function startService(
  service: ServiceDescription,
  env: Environment = process.env,
): Promise<RunningService> {
  const { name } = service;
  const config = readConfig(service, env);
  const keys = await openKeySet(config.jwksUri);
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceRoot.of(config, service),
    createAdapter({
      bodyBytes: config.limits.bodyBytes,
      trustedProxies: config.trustedProxies,
      ...(service.addressMeant && { addressMeant: service.addressMeant }),
    }),
    {
      abortOnError: false,
      bodyParser: false,
      logger: nestLogger(createLog(name, config.logLevel)),
    },
  );
  try {
    checkEveryRoute(app, service);
    await prepareHttp(app, keys, config, service);
    app.get(OpenapiDocument).current = describeService(app, name);
    watchDependencies(app);
    app.connectMicroservice<MicroserviceOptions>({ strategy: app.get<SelosteRmqServer>(CONSUMERS) });
    await checkKeys(app, config);
    await startPublishing(app);
    await app.init();
    await app.startAllMicroservices();
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close().catch(() => undefined);
    await closeConnections(app);
    throw error;
  }
  app.get(Readiness).phase = 'ready';
  const url = await app.getUrl();
  app.get<ServiceLog>(LOG).info({ url }, 'ready');
  return { app, url, stop: () => stopInOrder(app) };
}

async function prepareHttp(
  app: NestFastifyApplication,
  keys: JWTVerifyGetKey,
  config: ServiceConfig,
  { links }: ServiceDescription,
): Promise<void> {
  const log = app.get<ServiceLog>(LOG);
  const readiness = app.get(Readiness);
  const fastify = app.getHttpAdapter().getInstance();
  boundBodies(fastify, config.limits);
  readBodies(fastify, config.limits.bodyBytes);
  secureHeaders(fastify, config.profile === 'production');
  refuseWhileStopping(fastify, () => readiness.phase === 'stopping');
  auditRequests(
    fastify,
    app.get<AuditTrail>(AUDIT_TRAIL),
    app.get<ActsInFacts>(ACTS_IN_FACTS),
    app.get<HashKeys>(HASH_KEYS),
    log,
    app.get<Registry>(METRICS),
    config.answerWithinMs,
  );
  observeRequests(fastify, log, app.get<Registry>(METRICS), app.get<Tracing>(TRACING).tracer);
  refuseOtherMethods(fastify);
  const rules = { issuer: config.jwtIssuer, audience: config.jwtAudience, algorithms: config.jwtAlgorithms };
  const limits = await limitRequests(
    fastify,
    config.limits,
    links && app.get<LinkReader>(links, { strict: false }),
  );
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalPipes(new BodyShapePipe());
  app.useGlobalInterceptors(new AnswerInTime(config.answerWithinMs), new AnswerInterceptor());
  app.useGlobalGuards(new AccessGuard(keys, rules, limits, config.registered.stores));
}

/** Before any hook or handler may write a fact: facts that owe events are numbered in this instance's lane. */
async function startPublishing(app: NestFastifyApplication): Promise<void> {
  app.get<BrokerConnection>(BROKER).start();
  await app.get<LaneClock>(LANES).start();
  app.get<OwedEvents>(OWED).start();
  app.get<MongoKeys>(KEYS).start();
  app.get<FollowedLanes>(FOLLOWED_LANES).start();
  app.get<LedgerJob>(LEDGER).start();
}
