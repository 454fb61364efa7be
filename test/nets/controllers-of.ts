import type { INestApplicationContext, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

export interface DeclaredMethod {
  readonly controller: Type<object>;
  readonly name: string;
  readonly method: object;
}

/** Every method of every controller: HTTP routes and handlers of messages alike. */
export function methodsOf(app: INestApplicationContext): readonly DeclaredMethod[] {
  const controllers = new Set(
    [...app.get(ModulesContainer).values()].flatMap((module) =>
      [...module.controllers.values()].map(({ metatype }) => metatype as Type<object>),
    ),
  );
  return [...controllers].flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>;
    return new MetadataScanner()
      .getAllMethodNames(prototype)
      .map((name) => ({ controller, name, method: prototype[name]! }));
  });
}
