import type { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { absentObjects } from './absent-objects.js';
import { fieldErrors, unsafeKeys } from './field-errors.js';
import { DomainProblem, type FieldError } from './problem.js';

const builtIn: readonly unknown[] = [String, Boolean, Number, Array, Object, Date, Buffer];
const where = { body: '', query: '?', param: ':', custom: '' } as const;

/** Every body, query and set of path parameters that has a data class is read into it, or refused with all its fields. */
export class BodyShapePipe implements PipeTransform<unknown, Promise<unknown>> {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom' || metatype === undefined || builtIn.includes(metatype)) return value;
    const read = await readShape(metatype as Type<object>, value);
    if (read.ok) return read.value;
    const errors = read.errors.map(({ field, reason }) => ({
      field: type === 'body' ? field : `${where[type]}${field.slice(1)}`,
      reason,
    }));
    throw new DomainProblem(422, 'invalid-request', 'The request has fields that are not valid', errors);
  }
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: FieldError[] };

/** An instance of the data class with nothing unknown in it, or every field that is wrong. */
export async function readShape<T extends object>(shape: Type<T>, raw: unknown): Promise<Read<T>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, errors: [{ field: '', reason: 'must be a JSON object' }] };
  }
  const unsafe = unsafeKeys(raw);
  if (unsafe.length > 0) return { ok: false, errors: unsafe };
  const value = plainToInstance(shape, raw);
  const found = await validate(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  const told = fieldErrors(found);
  const errors = [
    ...told,
    ...absentObjects(value).filter(({ field }) => !told.some((error) => error.field === field)),
  ];
  return errors.length === 0 ? { ok: true, value } : { ok: false, errors };
}
