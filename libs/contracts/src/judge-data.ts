import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { countFields, type DataRead, readWellFormed } from './read-well-formed.js';
import type { DataClass } from './registry.js';

/** `field` is a JSON pointer into the event; `detail` never repeats a value. */
export interface DataDefect {
  readonly field: string;
  readonly detail: string;
}

/** The data of an event as its contract has it, or what is wrong with it. Never throws. */
export const judgeData = (dataClass: DataClass, raw: Record<string, unknown>): DataRead | DataDefect =>
  readWellFormed(dataClass, raw) ?? judgeByRules(dataClass, raw);

export function judgeByRules(dataClass: DataClass, raw: Record<string, unknown>): DataRead | DataDefect {
  let data: object;
  try {
    data = plainToInstance(dataClass, raw);
  } catch {
    // A field deep inside that is called `constructor`, as something of every object is.
    return { field: '/data', detail: 'has a field whose name is not allowed' };
  }
  dropNulls(data);
  const errors = validateSync(data, { whitelist: true, forbidUnknownValues: true, stopAtFirstError: true });
  const first = errors[0];
  if (first === undefined) return { data, dropped: countFields(raw) - countFields(data) };
  const [field, detail] = locate(first, '/data');
  return { field, detail };
}

/** Many languages write null for what they leave out; the validator takes it for that, a handler would not. */
function dropNulls(value: object): void {
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) delete (value as Record<string, unknown>)[key];
    else if (typeof inner === 'object') dropNulls(inner as object);
  }
}

/** The JSON pointer and the words of the innermost first error. */
function locate(error: ValidationError, parent: string): readonly [field: string, detail: string] {
  const field = `${parent}/${error.property}`;
  const inner = error.children?.[0];
  if (inner !== undefined) return locate(inner, field);
  const detail = Object.values(error.constraints ?? {})[0] ?? 'is not valid';
  return [field, detail.startsWith(`${error.property} `) ? detail.slice(error.property.length + 1) : detail];
}
