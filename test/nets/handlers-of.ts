import type { INestApplicationContext } from '@nestjs/common';
import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { feedOf } from '#messaging';
import { methodsOf } from './controllers-of.js';

/** `consent.intake  order.placed.v1 → OpenContractBasisHandler.open`, for each type of each handler. */
export function handlersOf(app: INestApplicationContext, service: string): readonly string[] {
  return methodsOf(app).flatMap(({ controller, name, method }) => {
    const types = (Reflect.getMetadata(PATTERN_METADATA, method) ?? []) as readonly string[];
    return types.map((type) => `${feedOf(service, type).queue}  ${type} → ${controller.name}.${name}`);
  });
}
