import type { INestApplicationContext } from '@nestjs/common';
import { ALLOWED_ROLES, PUBLIC_ROUTE } from './principal.js';
import { routesOf } from './routes-of.js';

/** Refuses to start a service in which somebody forgot to say who may use a route. */
export function checkEveryRoute(app: INestApplicationContext): void {
  const open = routesOf(app)
    .filter(({ controller, handler }) => !hasRule(handler) && !hasRule(controller))
    .map(({ controller, name }) => `${controller.name}.${name}`);
  if (open.length > 0) {
    throw new Error(`these routes name neither @Allow(…) nor @Public(): ${open.join(', ')}`);
  }
}

const hasRule = (target: object): boolean =>
  Reflect.hasMetadata(ALLOWED_ROLES, target) || Reflect.hasMetadata(PUBLIC_ROUTE, target);
