import type { INestApplicationContext } from '@nestjs/common';
import { PATTERN_EXTRAS_METADATA, PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { methodsOf } from './controllers-of.js';

/** `consent.intake  order.placed.v1 → OpenContractBasisHandler.open`, for each type of each handler. */
export function handlersOf(app: INestApplicationContext): readonly string[] {
  return methodsOf(app).flatMap(({ controller, name, method }) => {
    const patterns = (Reflect.getMetadata(PATTERN_METADATA, method) ?? []) as readonly string[];
    const { queue = '' } = (Reflect.getMetadata(PATTERN_EXTRAS_METADATA, method) ?? {}) as { queue?: string };
    return patterns.map(
      (pattern) => `${queue}  ${pattern.slice(queue.length + 1)} → ${controller.name}.${name}`,
    );
  });
}
