import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SourcePlace } from './sources-named.decision.js';

export const ROLES = ['store', 'marketing', 'desk', 'officer', 'ops'] as const;
export type Role = (typeof ROLES)[number];

const PEOPLE: readonly (Role | undefined)[] = ['desk', 'officer', 'ops'];
/** The company's own people; store and marketing are programs. */
export const isPerson = (role: Role | undefined): boolean => PEOPLE.includes(role);

/** Who asks: the role and subject of a verified access token, and the source a store or marketing client speaks for. */
export interface Principal {
  readonly role: Role;
  readonly subject: string;
  readonly source?: string;
}

export const ALLOWED_ROLES = 'seloste:allowed-roles';
export const PUBLIC_ROUTE = 'seloste:public-route';
export const SOURCE_PLACE = 'seloste:source-place';

/** The roles that may use this route. A route with neither `@Allow` nor `@Public` keeps the service from starting. */
export const Allow = (...roles: readonly [Role, ...Role[]]): ClassDecorator & MethodDecorator =>
  SetMetadata(ALLOWED_ROLES, roles);

/**
 * Where the body says whose customers it is about. A store reaches its own only, so a route that allows stores and does
 * not declare it keeps the service from starting.
 */
export const SourceAt = (at: string, rest: Omit<SourcePlace, 'at'> = {}): ClassDecorator & MethodDecorator =>
  SetMetadata(SOURCE_PLACE, { at, ...rest } satisfies SourcePlace);

/**
 * Anyone may use this route. Requests are counted by network address, by the `link` in the route's parameter `token`, or
 * not at all where a monitor asks.
 */
export const Public = (countedBy: CountedBy = 'address'): ClassDecorator & MethodDecorator =>
  SetMetadata(PUBLIC_ROUTE, countedBy);
export type CountedBy = 'address' | 'link' | 'nothing';

const principals = new WeakMap<object, Principal>();

export const setPrincipal = (request: object, principal: Principal): unknown =>
  principals.set(request, principal);
export const principalOf = (request: object): Principal | undefined => principals.get(request);

/** `find(@Principal() who: Principal)`; undefined on public routes. */
// eslint-disable-next-line @typescript-eslint/no-redeclare -- the value decorates what the type describes
export const Principal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    principalOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
