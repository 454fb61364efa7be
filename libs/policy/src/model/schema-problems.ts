import { type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { PolicyFile } from './policy-file.js';
import { type PolicyProblem, closest } from './policy-problem.js';
import schema from './policy.schema.json' with { type: 'json' };

let validate: ValidateFunction | undefined;

/** What the schema has against the file: unknown keys, missing keys, wrong types and shapes. */
export function schemaProblems(source: PolicyFile): PolicyProblem[] {
  validate ??= new Ajv2020({ allErrors: true, verbose: true, formats: { date: isDate } }).compile(schema);
  if (validate(source.value)) return [];
  return (validate.errors ?? []).map((error) => problemOf(source, error));
}

function problemOf(source: PolicyFile, error: ErrorObject): PolicyProblem {
  const path = pathOf(error.instancePath);
  if (error.keyword === 'additionalProperties') {
    const { additionalProperty: key } = error.params as { additionalProperty: string };
    const known = (error.parentSchema as { properties?: Record<string, unknown> }).properties ?? {};
    return source.problemAt([...path, key], `unknown key "${key}"`, closest(key, Object.keys(known)));
  }
  if (error.keyword === 'enum') {
    const { allowedValues } = error.params as { allowedValues: readonly string[] };
    const meant = closest(String(error.data), allowedValues);
    return source.problemAt(path, `must be one of ${allowedValues.join(', ')}`, meant);
  }
  return source.problemAt(path, error.message ?? error.keyword);
}

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
