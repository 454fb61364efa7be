import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';

interface Rule {
  readonly name?: string;
  readonly type: string;
  readonly each: boolean;
  readonly propertyName: string;
  readonly constraints?: readonly unknown[];
}
type Shape = abstract new (...all: never[]) => object;
type Schema = Record<string, unknown>;

/** class-validator's rule → JSON Schema. What is not listed here is checked all the same, only not described. */
const described: Readonly<Record<string, (first: never) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object', additionalProperties: true }),
  isIn: (values: readonly unknown[]) => ({ enum: [...values] }),
  equals: (value: unknown) => ({ enum: [value] }),
  matches: (pattern: RegExp) => ({ type: 'string', pattern: pattern.source }),
  minLength: (minLength: number) => ({ minLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
};
const ofTheList: Readonly<Record<string, (first: never) => Schema>> = {
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** Tells @nestjs/swagger what the validation rules say, so that the document is what the services check. */
export function describeShapes(): void {
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    readonly validationMetadatas: ReadonlyMap<Shape, readonly Rule[]>;
  };
  for (const [shape, rules] of validationMetadatas) {
    for (const property of new Set(rules.map(({ propertyName }) => propertyName))) {
      const own = rules.filter(({ propertyName }) => propertyName === property);
      ApiProperty(describeProperty(shape, property, own))(shape.prototype as object, property);
    }
  }
}

function describeProperty(shape: Shape, property: string, rules: readonly Rule[]): ApiPropertyOptions {
  const isList = rules.some(({ each, name }) => each || name === 'isArray');
  const nested = rules.some(({ type }) => type === 'nestedValidation');
  const required = !rules.some(({ name }) => name === 'isOptional');
  const item = Object.assign({}, ...rules.map((rule) => schemaOf(described, rule))) as Schema;
  const list = Object.assign({}, ...rules.map((rule) => schemaOf(ofTheList, rule))) as Schema;
  const type = nested ? defaultMetadataStorage.findTypeMetadata(shape, property)?.typeFunction : undefined;
  // swagger asks a function named `type` for the class, and takes any other for the class itself.
  const what = type === undefined ? { type: 'string', ...item } : { type: () => type() };
  return { required, ...what, ...(isList && { isArray: true, ...list }) } as ApiPropertyOptions;
}

const schemaOf = (from: typeof described, { name, constraints }: Rule): Schema =>
  from[name ?? '']?.(constraints?.[0] as never) ?? {};
