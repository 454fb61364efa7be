import { beforeAll, describe, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serviceNames as SERVICES, type ServiceName } from '../../apps/services.js';
import { describeService } from '../../libs/service/src/openapi/describe-service.js';
import { handlersOf } from './handlers-of.js';
import { asText, asYaml, isHeld } from './held.js';
import { preview } from './preview.js';
import { routeLines } from './route-lines.js';
import { topologySections } from './topology-sections.js';

const apps = new Map<ServiceName, NestFastifyApplication>();
const documents = new Map<ServiceName, OpenAPIObject>();
const ofEach = <T>(what: (service: ServiceName) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(SERVICES.map((service) => [service, what(service)]));

beforeAll(async () => {
  for (const service of SERVICES) {
    const app = await preview(service);
    apps.set(service, app);
    documents.set(service, describeService(app, service));
  }
});

describe('What others rely on changes only where somebody means it (npm run nets writes it anew)', () => {
  it('routes: method, path, who may, and the statuses that are described', () => {
    const lines = ofEach((service) => routeLines(apps.get(service)!, documents.get(service)!));
    isHeld('routes.txt', asText(lines));
  });

  it.each(SERVICES)('the OpenAPI document of %s', (service) => {
    isHeld(`openapi-${service}.yaml`, asYaml(documents.get(service)));
  });

  it('exchanges, queues, streams, bindings, policies and rights at the broker', () => {
    isHeld('topology.txt', asText(topologySections()));
  });

  it('which handler takes which type from which queue', () => {
    isHeld('handlers.txt', asText(ofEach((service) => handlersOf(apps.get(service)!, service))));
  });
});
