import type { INestApplication } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import {
  ApiBearerAuth,
  ApiDefaultResponse,
  ApiExtension,
  ApiHeader,
  ApiResponse,
  DocumentBuilder,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { gateInWords } from '#contracts';
import { ALLOWED_ROLES } from '../access/principal.js';
import { routesOf, type DeclaredRoute } from '../access/routes-of.js';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.decorator.js';
import { describeShapes } from './describe-shapes.js';

/** `@Answers(201, GrantedAnswer)`: the answer's data class, for the document; its rules are not applied to answers. */
export const Answers = (status: number, type: new () => object, description = ''): MethodDecorator =>
  ApiResponse({ status, type, description });

/** The OpenAPI document, from what routes declare and validation checks; nothing is written for it by hand. */
export function describeService(app: INestApplication, name: string): OpenAPIObject {
  describeShapes();
  for (const route of routesOf(app)) describeRoute(route);
  const basics = new DocumentBuilder()
    .setTitle(`Seloste ${name}`)
    .setVersion('1')
    .setDescription(`A body is ${gateInWords}`)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, basics, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: problemSchema },
    },
  };
}

/** A decorator adds to what was said before, and a class that all services share is asked for by each that runs in this process. */
const described = new WeakSet<object>();

function describeRoute({ controller, name, handler }: DeclaredRoute): void {
  if (described.has(handler)) return;
  described.add(handler);
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, name);
  if (descriptor === undefined) return;
  const apply = (...decorators: MethodDecorator[]): void => {
    for (const decorate of decorators) decorate(controller.prototype as object, name, descriptor);
  };
  apply(
    ApiDefaultResponse({
      description: 'Problem details',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
  const roles = [handler, controller]
    .map((target) => Reflect.getMetadata(ALLOWED_ROLES, target) as unknown)
    .find(Boolean);
  if (roles !== undefined) apply(ApiBearerAuth(), ApiExtension('x-roles', roles));
  if (needsIdempotencyKey(controller, name)) {
    apply(
      ApiHeader({
        name: 'Idempotency-Key',
        required: true,
        schema: { type: 'string', minLength: 8, maxLength: 128 },
      }),
    );
  }
}

function needsIdempotencyKey(controller: object, name: string): boolean {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    object
  >;
  return Object.values(parameters).some(
    (parameter) => 'factory' in parameter && parameter.factory === idempotencyKeyOf,
  );
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', pattern: '^urn:seloste:problem:' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        properties: { field: { type: 'string' }, reason: { type: 'string' } },
      },
    },
  },
};
