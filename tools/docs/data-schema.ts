import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';

type Class = new () => object;
type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
export type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };

/** What each rule of class-validator says in JSON Schema, of the value or of each in a list. */
const rulesInJson: Readonly<Record<string, (constraint: unknown) => Schema>> = {
  matches: (pattern) => ({ ...text, pattern: (pattern as RegExp).source }),
  isIn: (values) => ({ ...text, enum: values }),
  isString: () => text,
  minLength: (minLength) => ({ ...text, minLength }),
  maxLength: (maxLength) => ({ ...text, maxLength }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  min: (minimum) => ({ minimum }),
  max: (maximum) => ({ maximum }),
  isObject: () => ({}),
  isArray: () => ({ type: 'array' }),
  arrayMinSize: (minItems) => ({ minItems }),
  arrayMaxSize: (maxItems) => ({ maxItems }),
  isIso8601: () => ({ description: 'A date that exists.' }),
};

export const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/**
 * The JSON Schemas of these classes and of what is nested in them, by class name, from the rules that validate them.
 * Unknown fields are allowed, as they are ignored. Throws for a rule it does not know and for two classes of one name.
 */
export function dataSchemas(classes: readonly Class[]): Readonly<Record<string, Schema>> {
  const found = new Map<string, { readonly of: Class; readonly schema: Schema }>();
  const visit = (dataClass: Class): void => {
    const known = found.get(dataClass.name);
    if (known?.of === dataClass) return;
    if (known !== undefined) throw new Error(`two classes are called ${dataClass.name}`);
    found.set(dataClass.name, { of: dataClass, schema: schemaOf(dataClass) });
    for (const { propertyName } of rulesOf(dataClass)) {
      const nested = nestedIn(dataClass, propertyName);
      if (nested !== undefined) visit(nested);
    }
  };
  classes.forEach(visit);
  return Object.fromEntries([...found].map(([name, { schema }]) => [name, schema]));
}

const rulesOf = (dataClass: Class): readonly Rule[] =>
  getMetadataStorage().getTargetValidationMetadatas(dataClass, '', false, false);

const nestedIn = (dataClass: Class, field: string): Class | undefined =>
  defaultMetadataStorage.findTypeMetadata(dataClass, field)?.typeFunction();

function schemaOf(dataClass: Class): Schema {
  const rules = rulesOf(dataClass);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const of = (name: string): readonly Rule[] => rules.filter(({ propertyName }) => propertyName === name);
  return {
    type: 'object',
    required: names.filter((name) => !of(name).some((rule) => rule.name === 'isOptional')),
    properties: Object.fromEntries(names.map((name) => [name, fieldSchema(dataClass, name, of(name))])),
  };
}

function fieldSchema(dataClass: Class, name: string, rules: readonly Rule[]): Schema {
  const plain = rules.filter((rule) => rule.name !== 'isOptional' && rule.type !== 'nestedValidation');
  const inJson = (each: boolean): Schema =>
    Object.assign({}, ...plain.filter((rule) => (rule.each ?? false) === each).map(ruleInJson)) as Schema;
  const nested = nestedIn(dataClass, name);
  const own = inJson(false);
  if (own['type'] === 'array') return { ...own, items: nested ? refTo(nested.name) : inJson(true) };
  return nested ? refTo(nested.name) : own;
}

function ruleInJson({ name = '', constraints, target }: Rule): Schema {
  const inJson = rulesInJson[name];
  if (inJson === undefined) throw new Error(`${String(target)}: the rule ${name} has no JSON Schema`);
  return inJson((constraints as unknown[] | undefined)?.[0]);
}
