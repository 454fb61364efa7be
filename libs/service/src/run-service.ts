import 'reflect-metadata';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Registry } from 'prom-client';
import { AccessGuard } from './access/access.guard.js';
import { checkEveryRoute } from './access/check-every-route.js';
import { openKeySet } from './access/key-set.js';
import { ConfigError, readConfig, type Environment, type ServiceConfig } from './config/read-config.js';
import { Readiness } from './health/readiness.js';
import { AnswerInterceptor } from './http/answer.js';
import { createAdapter, readBodies, refuseWhileStopping } from './http/create-adapter.js';
import { observeRequests } from './http/observe-requests.js';
import { createLog, logError, nestLogger, type ServiceLog } from './log/service-log.js';
import { BodyShapePipe } from './problem/body-shape.pipe.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { CONFIG, LOG, METRICS, type ServiceName } from './tokens.js';

export interface ServiceOptions {
  readonly name: ServiceName;
  readonly module: Type<unknown>;
  /** process.env where left out. */
  readonly env?: Environment;
}

export interface RunningService {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  stop(): Promise<void>;
}

@Module({})
class ServiceRoot {
  static of(config: ServiceConfig, module: Type<unknown>): DynamicModule {
    return {
      module: ServiceRoot,
      global: true,
      imports: [module],
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}

/** For tests, and for whoever starts several in one process: throws where it cannot start, handles no signals. */
export async function startService({
  name,
  module,
  env = process.env,
}: ServiceOptions): Promise<RunningService> {
  const config = readConfig(name, env);
  const keys = await openKeySet(config.jwksUri);
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceRoot.of(config, module),
    createAdapter(),
    {
      abortOnError: false,
      bodyParser: false,
      logger: nestLogger(createLog(name, config.logLevel)),
    },
  );
  const log = app.get<ServiceLog>(LOG);
  const readiness = app.get(Readiness);
  checkEveryRoute(app);
  const fastify = app.getHttpAdapter().getInstance();
  readBodies(fastify);
  refuseWhileStopping(fastify, () => readiness.phase === 'stopping');
  observeRequests(fastify, log, app.get<Registry>(METRICS));
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalPipes(new BodyShapePipe());
  app.useGlobalInterceptors(new AnswerInterceptor());
  app.useGlobalGuards(
    new AccessGuard(keys, {
      issuer: config.jwtIssuer,
      audience: config.jwtAudience,
      algorithms: config.jwtAlgorithms,
    }),
  );
  await app.init();
  await app.listen(config.port, config.host);
  readiness.phase = 'ready';
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  log.info({ url }, 'ready');
  return {
    app,
    url,
    async stop(): Promise<void> {
      readiness.phase = 'stopping';
      await app.close();
    },
  };
}

/** The whole of a service's main.ts. */
export async function runService(options: ServiceOptions): Promise<void> {
  try {
    await startService(options);
  } catch (error) {
    if (error instanceof ConfigError) {
      for (const line of error.problems) process.stderr.write(`${options.name}: ${line}\n`);
    } else {
      logError(createLog(options.name, 'error'), error, 'could not start');
    }
    process.exitCode = 1;
  }
}
