import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { ALLOWED_ROLES, PUBLIC_ROUTE } from './principal.js';

/** Refuses to start a service in which somebody forgot to say who may use a route. */
export function checkEveryRoute(app: INestApplicationContext): void {
  const open = routesWithoutAccessRule(app);
  if (open.length > 0) {
    throw new Error(`these routes name neither @Allow(…) nor @Public(): ${open.join(', ')}`);
  }
}

export function routesWithoutAccessRule(app: INestApplicationContext): string[] {
  const scanner = new MetadataScanner();
  const found: string[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (metatype === null || metatype === undefined) continue;
      const prototype = (metatype as { prototype: Record<string, unknown> }).prototype;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const method = prototype[name] as object;
        if (Reflect.getMetadata(PATH_METADATA, method) === undefined) continue;
        const ruled = [method, metatype].some(
          (target) => Reflect.hasMetadata(ALLOWED_ROLES, target) || Reflect.hasMetadata(PUBLIC_ROUTE, target),
        );
        if (!ruled) found.push(`${verbOf(method)} ${metatype.name}.${name}`);
      }
    }
  }
  return found;
}

const verbOf = (method: object): string =>
  RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as number] ?? '';
