import mongoose, { Schema, type SchemaDefinition } from 'mongoose';

// An empty word is a word: the first head has '' before it.
mongoose.Schema.Types.String.checkRequired((value) => typeof value === 'string');

interface RequiredField {
  readonly type: unknown;
  readonly required: true;
}
interface OptionalField {
  readonly type: unknown;
  readonly required?: never;
}

export const required = (type: unknown): RequiredField => ({ type, required: true });
export const optional = (type: unknown): OptionalField => ({ type });

/** A field for each of the document's type, required where that one is: the compiler tells of one that is forgotten. */
export type FieldsOf<D> = {
  readonly [K in keyof D]-?: undefined extends D[K] ? OptionalField : RequiredField;
};

/** What mongoose infers of it nobody asks for: the document's type was there before. */
export const definitionOf = (fields: object): SchemaDefinition => fields as SchemaDefinition;

const strictly = { strict: 'throw', id: false, versionKey: false, minimize: false } as const;
const asItIsNamed = { suppressReservedKeysWarning: true } as const;

/** What stands within documents, in one place or many. */
export const part = <D>(fields: FieldsOf<D>): Schema =>
  new Schema(definitionOf(fields), { ...strictly, ...asItIsNamed, _id: false });

/**
 * The documents of a collection. Its stores read and write through the driver; that what they write is of this shape is
 * held by the tests, and the indexes declared on it are those that are made.
 */
export const collectionOf = <D>(name: string, fields: FieldsOf<D>): Schema =>
  new Schema(definitionOf(fields), {
    ...strictly,
    ...asItIsNamed,
    collection: name,
    autoIndex: false,
    autoCreate: false,
  });

export const nameOf = (schema: Schema): string => String(schema.get('collection'));
