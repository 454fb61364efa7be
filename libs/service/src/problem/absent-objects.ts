import { getMetadataStorage } from 'class-validator';
import type { FieldError } from './problem.js';

/** `ValidateNested` lets a missing object pass, and an empty list for one; a data class asks for the object. */
export function absentObjects(value: object, parent = ''): FieldError[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(value.constructor, '', true, false);
  const nested = rules.filter(({ type }) => type === 'nestedValidation');
  return [...new Set(nested.map(({ propertyName }) => propertyName))].flatMap((property): FieldError[] => {
    const own = rules.filter(({ propertyName }) => propertyName === property);
    const inner = (value as Record<string, unknown>)[property];
    const field = `${parent}/${property}`;
    if (inner === undefined || inner === null) {
      const optional = own.some(({ name }) => name === 'isOptional');
      return optional ? [] : [{ field, reason: 'must be an object' }];
    }
    const isList = own.some(({ name }) => name === 'isArray');
    if (Array.isArray(inner)) {
      if (!isList) return [{ field, reason: 'must be an object' }];
      return inner.flatMap((item: unknown, index) =>
        typeof item === 'object' && item !== null ? absentObjects(item, `${field}/${index}`) : [],
      );
    }
    return typeof inner === 'object' ? absentObjects(inner, field) : [];
  });
}
