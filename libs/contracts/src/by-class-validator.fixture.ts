import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { DataClassOf } from './data-shape.js';
import { countFields, type DataRead } from './read-well-formed.js';

/** What class-validator itself makes of data, as it is used everywhere: what our readers are held against. */
export function byClassValidator(
  dataClass: DataClassOf,
  raw: Record<string, unknown>,
): DataRead | { readonly field: string } {
  const data = plainToInstance(dataClass, raw);
  dropNulls(data);
  const [first] = validateSync(data, {
    whitelist: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
  });
  return first === undefined
    ? { data, dropped: countFields(raw) - countFields(data) }
    : { field: innermost(first, '/data') };
}

function dropNulls(value: object): void {
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) delete (value as Record<string, unknown>)[key];
    else if (typeof inner === 'object') dropNulls(inner as object);
  }
}

function innermost({ property, children }: ValidationError, parent: string): string {
  const inner = children?.[0];
  return inner === undefined ? `${parent}/${property}` : innermost(inner, `${parent}/${property}`);
}
