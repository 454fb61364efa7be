import type { AnySchemaObject, ErrorObject, Options, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isCivilDate } from '../calendar/civil-date.js';
import type { PolicyFile } from './policy-file.js';
import { type PolicyProblem, closest } from './policy-problem.js';
import schema from './policy.schema.json' with { type: 'json' };

const options: Options = {
  allErrors: true,
  verbose: true,
  formats: { date: isCivilDate },
  // A file is judged once or twice: making the judge fast would take longer than judging.
  inlineRefs: false,
  code: { optimize: false },
};

/** What a schema has against a file: unknown keys, missing keys, wrong types and shapes; bad YAML comes first. */
export function createValidator(ofFile: AnySchemaObject): (source: PolicyFile) => readonly PolicyProblem[] {
  let validate: ValidateFunction | undefined;
  return (source) => {
    if (source.problems.length > 0) return source.problems;
    validate ??= new Ajv2020(options).compile(ofFile);
    validate(source.value);
    return problemsOf(source, validate.errors ?? []);
  };
}

export const schemaProblems = createValidator(schema);

function problemsOf(source: PolicyFile, errors: readonly ErrorObject[]): PolicyProblem[] {
  const problems = errors.map((error) => problemOf(source, error));
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
  const path = error.instancePath.split('/').slice(1);
  const params = error.params as {
    additionalProperty: string;
    allowedValues: readonly string[];
    missingProperty?: string;
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
    default:
      return {
        problem: source.problemAt(path, error.message ?? error.keyword),
        missing: params.missingProperty,
      };
  }
}
