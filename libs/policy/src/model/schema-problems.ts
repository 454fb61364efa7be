import type { AnySchemaObject, ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isCivilDate } from '../calendar/civil-date.js';
import type { PolicyFile } from './policy-file.js';
import { type PolicyProblem, closest } from './policy-problem.js';
import schema from './policy.schema.json' with { type: 'json' };

/** What a schema has against a file: unknown keys, missing keys, wrong types and shapes. */
export function createValidator(ofFile: AnySchemaObject): (source: PolicyFile) => PolicyProblem[] {
  let validate: ValidateFunction | undefined;
  return (source) => {
    validate ??= new Ajv2020({ allErrors: true, verbose: true, formats: { date: isCivilDate } }).compile(
      ofFile,
    );
    return validate(source.value) ? [] : problemsOf(source, validate);
  };
}

export const schemaProblems = createValidator(schema);

function problemsOf(source: PolicyFile, validate: ValidateFunction): PolicyProblem[] {
  const problems = (validate.errors ?? []).map((error) => problemOf(source, error));
  const meant = new Set(problems.map(({ suggestion }) => suggestion));
  return problems
    .filter(({ missing }) => missing === undefined || !meant.has(missing))
    .map(({ problem }) => problem);
}

interface Found {
  readonly problem: PolicyProblem;
  readonly suggestion?: string;
  /** The key that is missing; no news where another key was meant to be it. */
  readonly missing?: string;
}

function problemOf(source: PolicyFile, error: ErrorObject): Found {
  const path = pathOf(error.instancePath);
  const params = error.params as {
    additionalProperty: string;
    allowedValues: readonly string[];
    missingProperty: string;
  };
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = params.additionalProperty;
      const known = (error.parentSchema as { properties?: Record<string, unknown> }).properties ?? {};
      const suggestion = closest(key, Object.keys(known));
      return { problem: source.problemAtKey([...path, key], `unknown key "${key}"`, suggestion), suggestion };
    }
    case 'enum': {
      const choices = params.allowedValues;
      const suggestion = closest(String(error.data), choices);
      return { problem: source.problemAt(path, `must be one of ${choices.join(', ')}`, suggestion) };
    }
    default: {
      const missing = error.keyword === 'required' ? params.missingProperty : undefined;
      return { problem: source.problemAt(path, error.message ?? error.keyword), missing };
    }
  }
}

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
}
