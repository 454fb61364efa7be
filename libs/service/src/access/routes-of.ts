import type { INestApplicationContext, Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

export interface DeclaredRoute {
  readonly controller: Type<object>;
  readonly name: string;
  readonly handler: (...all: unknown[]) => unknown;
}

/** Every HTTP route of every controller; message handlers have no path and are left out. */
export function routesOf(app: INestApplicationContext): readonly DeclaredRoute[] {
  const scanner = new MetadataScanner();
  const controllers = new Set(
    [...app.get(ModulesContainer).values()].flatMap((module) =>
      [...module.controllers.values()].map(({ metatype }) => metatype as Type<object> | null),
    ),
  );
  return [...controllers].flatMap((controller) => {
    if (controller === null) return [];
    const prototype = controller.prototype as Record<string, DeclaredRoute['handler']>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      const isRoute = handler !== undefined && Reflect.hasMetadata(PATH_METADATA, handler);
      return isRoute ? [{ controller, name, handler }] : [];
    });
  });
}
