import { readFile } from 'node:fs/promises';
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isCivilDate } from '#policy';
import { isInstant } from './moments.js';
import { type Surroundings, UsageError } from './surroundings.js';

export const text = { type: 'string', minLength: 1 };
export const date = { type: 'string', format: 'civil-date' };
export const instant = { type: 'string', format: 'instant' };
export const names = { type: 'array', items: text };

/** An object with these keys and no others. */
export function shape(required: Record<string, object>, optional: Record<string, object> = {}): object {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}

export const listOf = (required: Record<string, object>, optional?: Record<string, object>): object => ({
  type: 'array',
  items: shape(required, optional),
});

const formats = { 'civil-date': isCivilDate, instant: isInstant };
const meanings: Readonly<Record<string, string>> = {
  'civil-date': 'a date that exists, such as 2026-03-31',
  instant: 'an instant with offset, such as 2026-03-31T21:30:00Z',
};

/**
 * What a file, or standard input for `-` and nothing, holds; refused with its place and field where it is not of the
 * shape.
 */
export async function readInput<T>(
  around: Surroundings,
  file: string | undefined,
  schema: object,
): Promise<T> {
  const [json, place] = await textOf(around, file);
  return readerOf(schema)(json, place) as T;
}

/** Reads any number of JSON texts of one shape; each is refused with its place and field. */
export function readerOf(schema: object): (json: string, place: string) => unknown {
  const validate = new Ajv2020({ formats, allowUnionTypes: true }).compile(schema);
  return (json, place) => {
    const value = parsed(json, place);
    if (validate(value)) return value;
    const [error] = validate.errors ?? [];
    const field = error?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    const wrong = error === undefined ? 'not as expected' : problemOf(error);
    throw new UsageError(`${place}: ${field === '' ? '' : `${field}: `}${wrong}`);
  };
}

function parsed(json: string, place: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError(`${place} is not JSON`);
  }
}

function problemOf({ keyword, message = keyword, params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `unknown key "${String(params['additionalProperty'])}"`;
  if (keyword === 'required') return `"${String(params['missingProperty'])}" is missing`;
  if (keyword === 'format') return `must be ${meanings[String(params['format'])]}`;
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as string[]).join(', ')}`;
  return message;
}

async function textOf(
  { stdin }: Surroundings,
  file: string | undefined,
): Promise<[text: string, place: string]> {
  if (file === undefined || file === '-') return [(await stdin?.()) ?? '', 'standard input'];
  try {
    return [await readFile(file, 'utf8'), file];
  } catch {
    throw new UsageError(`there is no file ${file} to read`);
  }
}
