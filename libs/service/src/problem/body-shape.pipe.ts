import type { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { readStrictly } from '#contracts';
import { DomainProblem, type FieldError } from './problem.js';

const builtIn: readonly unknown[] = [String, Boolean, Number, Array, Object, Date, Buffer];
const where = { body: '', query: '?', param: ':', custom: '' } as const;

/** Every body, query and set of path parameters that has a data class is read into it, or refused with all its fields. */
export class BodyShapePipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || builtIn.includes(metatype)) return value;
    const read = readShape(metatype as Type<object>, value, type !== 'body');
    if (read.ok) return read.value;
    const errors = read.errors.map(({ field, reason }) => ({
      field: type === 'body' || field === '' ? field : `${where[type]}${field.slice(1)}`,
      reason,
    }));
    throw new DomainProblem(422, 'invalid-request', 'The request has fields that are not valid', errors);
  }
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: FieldError[] };

/** An instance of the data class with nothing unknown in it, or what is wrong. `asText`: a number may come as text. */
export function readShape<T extends object>(shape: Type<T>, raw: unknown, asText = false): Read<T> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, errors: [{ field: '', reason: 'must be a JSON object' }] };
  }
  const read = readStrictly(shape, raw as Record<string, unknown>, { asText });
  if ('data' in read) return { ok: true, value: read.data };
  return { ok: false, errors: read.defects.map(({ field, detail }) => ({ field, reason: detail })) };
}
