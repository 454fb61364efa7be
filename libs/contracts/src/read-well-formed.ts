import { type DataClassOf, type Field, isRecord, type Shape, shapeOf } from './data-shape.js';

export interface DataRead<T extends object = object> {
  readonly data: T;
  /** How many unknown fields were left out, at any depth. */
  readonly dropped: number;
}

/**
 * Reads data that is well-formed beyond doubt, by class-validator's own checks and without its planning anew for every
 * object: a tenth of its cost. Whatever is unusual, a null or a broken rule, gives undefined and is read with care.
 */
export function readWellFormed(dataClass: DataClassOf, raw: Record<string, unknown>): DataRead | undefined {
  const shape = shapeOf(dataClass);
  if (!shape.plain) return undefined;
  const left = { out: 0 };
  const data = read(shape, raw, left);
  return data && { data, dropped: left.out };
}

function read(shape: Shape, raw: unknown, left: { out: number }): object | undefined {
  if (!isRecord(raw)) return undefined;
  const data = new shape.dataClass() as Record<string, unknown>;
  let needed = shape.needed;
  for (const key of Object.keys(raw)) {
    const given = raw[key];
    if (given === null || given === undefined) return undefined;
    const field = shape.fields.get(key);
    if (field === undefined) {
      left.out += 1 + countFields(given);
      continue;
    }
    const value = typeof given === 'object' ? readInner(field, given, left) : given;
    if (value === undefined || !passesAll(field, value)) return undefined;
    if (field.needed) needed -= 1;
    data[key] = value;
  }
  return needed === 0 ? data : undefined;
}

function passesAll({ checks }: Field, value: unknown): boolean {
  for (const { passes, each } of checks) {
    if (!each || !Array.isArray(value)) {
      if (!passes(value)) return false;
    } else if (!value.every(passes)) return false;
  }
  return true;
}

function readInner({ nested }: Field, given: object, left: { out: number }): object | undefined {
  if (!Array.isArray(given)) return nested && read(nested, given, left);
  const values: unknown[] = [];
  for (const one of given as readonly unknown[]) {
    const value =
      nested === undefined ? (typeof one === 'object' ? undefined : one) : read(nested, one, left);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** Of an object or list, at any depth; a null counts for nothing. */
export function countFields(value: unknown): number {
  let fields = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const inner of Object.values(next) as unknown[]) {
      if (inner === undefined || inner === null) continue;
      fields += 1;
      if (typeof inner === 'object') waiting.push(inner);
    }
  }
  return fields;
}
