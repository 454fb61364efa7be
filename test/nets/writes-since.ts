import type { Connection, mongo } from 'mongoose';

export interface Write {
  readonly collection: string;
  readonly document: mongo.Document;
}

const LAST = 'end_of_run';

/** The server's own time, from which on `writesSince` reads. */
export async function serverTime(connection: Connection): Promise<mongo.Timestamp> {
  const { operationTime } = await connection.db!.command({ ping: 1 });
  return operationTime as mongo.Timestamp;
}

/** Every document in each state that it was ever stored in, in the order of the writes. */
export async function writesSince(connection: Connection, time: mongo.Timestamp): Promise<readonly Write[]> {
  const writes: Write[] = [];
  const latest = new Map<string, mongo.Document>();
  await connection.db!.collection(LAST).insertOne({});
  const stream = connection.db!.watch([], { startAtOperationTime: time });
  for await (const change of stream) {
    if (!('documentKey' in change) || change.operationType === 'delete') continue;
    const collection = change.ns.coll;
    if (collection === LAST) break;
    const name = `${collection} ${JSON.stringify(change.documentKey._id)}`;
    const document =
      change.operationType === 'update'
        ? changed(latest.get(name) ?? {}, change.updateDescription)
        : 'fullDocument' in change && change.fullDocument;
    if (!document) continue;
    latest.set(name, document);
    writes.push({ collection, document });
  }
  await stream.close();
  await connection.db!.dropCollection(LAST);
  return writes;
}

function changed(
  before: mongo.Document,
  { updatedFields = {}, removedFields = [] }: mongo.UpdateDescription,
): mongo.Document {
  const document = copyOf(before);
  for (const [path, value] of Object.entries(updatedFields)) {
    const { parent, name } = placeIn(document, path);
    parent[name] = value as unknown;
  }
  for (const path of removedFields) {
    const { parent, name } = placeIn(document, path);
    Reflect.deleteProperty(parent, name);
  }
  return document;
}

function placeIn(document: mongo.Document, path: string): { parent: mongo.Document; name: string } {
  const parts = path.split('.');
  const name = parts.pop()!;
  return { parent: parts.reduce((inner, part) => (inner[part] ??= {}) as mongo.Document, document), name };
}

function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each: unknown) => copyOf(each)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, copyOf(inner as unknown)]),
  ) as T;
}
