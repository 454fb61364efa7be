import type { INestApplicationContext } from '@nestjs/common';
import type { ServiceDescription } from '../service-description.js';
import { ALLOWED_ROLES, PUBLIC_ROUTE, SOURCE_PLACE, type Role } from './principal.js';
import { type DeclaredRoute, routesOf } from './routes-of.js';

/** Those that every service has routes for. */
const ALWAYS: readonly Role[] = ['officer', 'ops'];

/**
 * Refuses to start a service in which somebody forgot to say who may use a route, lets in a role that the service does
 * not name where it describes itself, lets in stores without saying where a request names its source, or counts links that
 * nothing reads.
 */
export function checkEveryRoute(
  app: INestApplicationContext,
  { roles: serves, links }: Pick<ServiceDescription, 'roles' | 'links'>,
): void {
  const routes = routesOf(app);
  const open = routes.filter((route) => !isPublic(route) && rolesOf(route) === undefined);
  if (open.length > 0) {
    throw new Error(`these routes name neither @Allow(…) nor @Public(): ${open.map(nameOf).join(', ')}`);
  }
  const known = [...ALWAYS, ...serves];
  const strange = routes.filter((route) => rolesOf(route)?.some((role) => !known.includes(role)));
  if (strange.length > 0)
    throw new Error(
      `these routes allow a role that the service does not serve: ${strange.map(nameOf).join(', ')}`,
    );
  const unbounded = routes.filter((route) => rolesOf(route)?.includes('store') && !says(route, SOURCE_PLACE));
  if (unbounded.length > 0)
    throw new Error(
      `these routes allow stores and do not say @SourceAt(…), whose customers are meant: ${unbounded.map(nameOf).join(', ')}`,
    );
  const byLink = routes.filter((route) => countedBy(route) === 'link');
  if (byLink.length > 0 && links === undefined)
    throw new Error(`these routes count links, which nothing reads: ${byLink.map(nameOf).join(', ')}`);
}

const nameOf = ({ controller, name }: DeclaredRoute): string => `${controller.name}.${name}`;

const says = ({ handler, controller }: DeclaredRoute, what: string): boolean =>
  [handler, controller].some((target) => Reflect.hasMetadata(what, target));

const isPublic = (route: DeclaredRoute): boolean => says(route, PUBLIC_ROUTE);

const countedBy = ({ handler, controller }: DeclaredRoute): unknown =>
  [handler, controller].map((target) => Reflect.getMetadata(PUBLIC_ROUTE, target) as unknown).find(Boolean);

const rolesOf = ({ handler, controller }: DeclaredRoute): readonly Role[] | undefined =>
  [handler, controller]
    .map((target) => Reflect.getMetadata(ALLOWED_ROLES, target) as readonly Role[] | undefined)
    .find((roles) => roles !== undefined);
