import mongoose, { type Model, type mongo, type Schema } from 'mongoose';
import { nameOf } from '#storage';

/** In words, where a document is not as the schema of its collection says: by the path of the field, without its value. */
export type Fitting = (collection: string, document: mongo.Document) => Promise<readonly string[]>;

/** Mongoose as a judge: no field that the schema does not name, all that it requires, and each of its own type. */
export function fitting(schemas: readonly Schema[]): Fitting {
  const nowhere = new mongoose.Mongoose().createConnection();
  const models = new Map(
    schemas.map((schema) => [
      nameOf(schema),
      nowhere.model(nameOf(schema), schema) as unknown as Model<unknown>,
    ]),
  );
  return async (collection, document) => {
    const model = models.get(collection);
    if (model === undefined) return [`${collection} is a collection that nobody declared`];
    const kind = kindOf(model, document);
    const at = `${collection}${kind === undefined ? '' : ` ${kind}`}`;
    if (kind !== undefined && model.discriminators?.[kind] === undefined)
      return [`${at} is a kind that nobody declared`];
    return (await misfitsOf(model, document)).map((misfit) => `${at}: ${misfit}`);
  };
}

function kindOf(model: Model<unknown>, document: mongo.Document): string | undefined {
  const { discriminatorMapping } = model.schema as unknown as { discriminatorMapping?: { key: string } };
  return discriminatorMapping === undefined ? undefined : String(document[discriminatorMapping.key]);
}

async function misfitsOf(model: Model<unknown>, document: mongo.Document): Promise<readonly string[]> {
  try {
    const judged = new model(document, undefined, { defaults: false });
    await judged.validate();
    const taken = judged.toObject({ flattenMaps: true, minimize: false, versionKey: false }) as object;
    // Mongoose makes of a value what the schema says; what is stored is not of that type then.
    return changes('', document, taken);
  } catch (error) {
    if (error instanceof mongoose.Error.ValidationError) return Object.entries(error.errors).map(inWords);
    if (error instanceof mongoose.Error.StrictModeError) return [error.message];
    throw error;
  }
}

/** Their own words would show the value. */
const inWords = ([path, error]: [string, mongoose.Error.ValidatorError | mongoose.Error.CastError]): string =>
  `${path} is ${error.reason instanceof mongoose.Error.StrictModeError ? error.reason.message : error.kind}`;

function changes(path: string, stored: unknown, taken: unknown): readonly string[] {
  const before = plain(stored);
  const after = plain(taken);
  if (before === null) return [`${path} is null`];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item: unknown, index) => changes(`${path}[${index}]`, item, after[index]));
  if (isObject(before) && isObject(after)) {
    const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return fields.flatMap((name) =>
      changes(path === '' ? name : `${path}.${name}`, before[name], after[name]),
    );
  }
  return before === after ? [] : [`${path} is of another type`];
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (Buffer.isBuffer(value)) return `bytes ${value.toString('hex')}`;
  if (value instanceof mongoose.mongo.Binary) return `bytes ${Buffer.from(value.value()).toString('hex')}`;
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
