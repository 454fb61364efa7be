import type { Connection, mongo } from 'mongoose';

/** `facts.lane_n  lane 1, n 1, unique, where {"lane":{"$exists":true}}`, for each index that a database really has. */
export async function indexesMade(connection: Connection): Promise<readonly string[]> {
  const db = connection.db!;
  const lines: string[] = [];
  for (const { collectionName } of await db.collections())
    for (const index of await db.collection(collectionName).indexes())
      lines.push(`${collectionName}.${index.name}  ${said(index)}`);
  return lines;
}

const said = ({
  key,
  unique,
  partialFilterExpression: where,
  expireAfterSeconds,
}: mongo.IndexDescriptionInfo): string =>
  [
    ...Object.entries(key).map(([field, way]) => `${field} ${way}`),
    ...(unique === true ? ['unique'] : []),
    ...(where === undefined ? [] : [`where ${JSON.stringify(where)}`]),
    ...(expireAfterSeconds === undefined ? [] : [`gone after ${expireAfterSeconds} s`]),
  ].join(', ');
