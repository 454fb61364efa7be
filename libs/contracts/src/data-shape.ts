import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';

export type DataClassOf<T extends object = object> = new () => T;
type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One rule of class-validator, with its own check and its own words. */
interface Check {
  readonly passes: (value: unknown) => boolean;
  /** For each of a list, where the value is one. */
  readonly each: boolean;
  /** Without the value and without the name of the field. */
  readonly says: string;
}

export interface Field {
  readonly name: string;
  readonly needed: boolean;
  readonly checks: readonly Check[];
  readonly isList: boolean;
  /** What is nested here, in an object or in each of a list. */
  readonly nested?: Shape;
  /** What `@Transform` makes of it before it is looked at. */
  readonly made?: (value: unknown) => unknown;
  /** `@Type(() => Number)`: what an address says in letters. */
  readonly isNumber: boolean;
}

/** A class as its decorators have it. */
export interface Shape {
  readonly dataClass: DataClassOf;
  readonly fields: ReadonlyMap<string, Field>;
  /** How many of them must be there. */
  readonly needed: number;
  /** Its rules look at nothing but the value and their own constraints, so that they may be tried in any order. */
  readonly plain: boolean;
}

const plainRules = new Set(
  'matches isIso8601 isIn isObject isString isBoolean isInt min max minLength maxLength isArray arrayMinSize arrayMaxSize'.split(
    ' ',
  ),
);

const shapes = new Map<DataClassOf, Shape>();

/** Throws where the class has a rule that is not read here: that is its author's mistake. */
export function shapeOf(dataClass: DataClassOf, within: readonly DataClassOf[] = []): Shape {
  const known = shapes.get(dataClass);
  if (known !== undefined) return known;
  if (within.includes(dataClass)) throw new Error(`${dataClass.name} is nested in itself`);
  const rules = getMetadataStorage().getTargetValidationMetadatas(dataClass, '', false, false);
  if (rules.length === 0) throw new Error(`${dataClass.name} has no rules`);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const fields = names.map((name) =>
    fieldOf(
      dataClass,
      name,
      rules.filter(({ propertyName }) => propertyName === name),
      [...within, dataClass],
    ),
  );
  const shape: Shape = {
    dataClass,
    fields: new Map(fields.map((field) => [field.name, field])),
    needed: fields.filter(({ needed }) => needed).length,
    plain:
      rules.every(({ type, name }) => type !== 'customValidation' || plainRules.has(name ?? '')) &&
      fields.every(({ nested, made }) => made === undefined && nested?.plain !== false),
  };
  shapes.set(dataClass, shape);
  return shape;
}

function fieldOf(
  dataClass: DataClassOf,
  name: string,
  rules: readonly Rule[],
  within: readonly DataClassOf[],
): Field {
  const own = rules.filter(({ type }) => type === 'customValidation');
  const nesting = rules.some(({ type }) => type === 'nestedValidation');
  const optional = rules.some((rule) => rule.name === 'isOptional');
  const strange = rules.find(
    (rule) =>
      rule.validateIf !== undefined ||
      (!['customValidation', 'nestedValidation'].includes(rule.type) && rule.name !== 'isOptional'),
  );
  if (strange !== undefined)
    throw new Error(`${dataClass.name}.${name}: ${strange.type} is no rule for data`);
  const type = defaultMetadataStorage.findTypeMetadata(dataClass, name)?.typeFunction();
  if (nesting && type === undefined) throw new Error(`${dataClass.name}.${name} is nested without @Type`);
  const [transform] = defaultMetadataStorage.findTransformMetadatas(dataClass, name, 0);
  return {
    name,
    needed: !optional,
    checks: own.map(checkOf),
    isList: own.some((rule) => rule.name === 'isArray'),
    isNumber: (type as unknown) === Number,
    ...(nesting && { nested: shapeOf(type!, within) }),
    ...(transform && { made: (value) => transform.transformFn({ value }) }),
  };
}

function checkOf(rule: Rule): Check {
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  if (constraint === undefined) throw new Error(`${rule.name} has no check`);
  const { instance } = constraint;
  const { constraints, propertyName: property } = rule;
  const given = (value: unknown) => ({ value, constraints, targetName: '', object: {}, property });
  const passes = (value: unknown): boolean => instance.validate(value, given(value)) === true;
  const message = rule.message || instance.defaultMessage?.(given(undefined)) || 'is not valid';
  const words = typeof message === 'function' ? message(given(undefined)) : message;
  return { passes, each: rule.each, says: withoutName(words, property, constraints) };
}

function withoutName(words: string, property: string, constraints: readonly unknown[] = []): string {
  const filled = constraints.reduce<string>(
    (text, constraint, index) =>
      text.replaceAll(
        `$constraint${index + 1}`,
        Array.isArray(constraint) ? constraint.join(', ') : String(constraint),
      ),
    words,
  );
  const told = filled.replaceAll('$property', property).replace(/^each value in /, '');
  return told.startsWith(`${property} `) ? told.slice(property.length + 1) : told;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
