import { setTimeout as pause } from 'node:timers/promises';
import { types } from 'node:util';
import { mongo } from 'mongoose';
import { isTransient, isTransientCode, TakenValueError, TransientStorageError } from '../storage-errors.js';
import { saltOf } from '../ledger/fact-commitment.js';
import type { Fact, Written } from './fact.js';

export interface Patience {
  /** How often one batch is sent before the caller hears of trouble. */
  readonly attempts: number;
  readonly pauseMs: number;
}

/** Codes by which the server refuses a whole command because of one document in it. */
const documentCodes = new Set([2, 9, 14, 15, 22, 10334]);

/**
 * Sends one unordered insert and says for each fact what became of it. What the reply leaves open is sent again under
 * the same ids; it never answers 'inserted' or 'duplicate' for a fact that a majority does not have in its journal.
 */
export async function insertDurably<F extends Fact>(
  collection: mongo.Collection<F>,
  facts: readonly F[],
  patience: Patience,
): Promise<readonly Written[]> {
  if (facts.length === 0) return [];
  const documents = facts as unknown as mongo.OptionalUnlessRequiredId<F>[];
  for (let attempt = 1; ; attempt++) {
    let cause: unknown;
    try {
      const { insertedCount } = await collection.insertMany(documents, { ordered: false });
      if (insertedCount === facts.length) return Array<Written>(facts.length).fill('inserted');
    } catch (error) {
      const errors = writeErrorsOf(error, facts.length);
      if (errors !== undefined) return outcomes(collection, facts, errors);
      if (blamesDocument(error)) return eachHalf(collection, facts, patience, error as Error);
      if (!isTransient(error) && !isUncertain(error)) throw error;
      cause = error;
    }
    if (attempt >= patience.attempts)
      throw new TransientStorageError('the facts may not be durable yet', { cause });
    await pause(patience.pauseMs * 4 ** (attempt - 1) * (0.5 + Math.random()));
  }
}

/**
 * The per-document errors, but only if they and the inserted count add up to the whole batch. The driver gives the
 * same error class, with an empty list or a made-up index 0, where the connection broke or the primary stepped down.
 */
function writeErrorsOf(error: unknown, expected: number): readonly mongo.WriteError[] | undefined {
  if (!(error instanceof mongo.MongoBulkWriteError)) return undefined;
  const errors = [error.writeErrors].flat();
  const certain =
    errors.length > 0 &&
    error.result.insertedCount + errors.length === expected &&
    error.result.getWriteConcernError() === undefined &&
    !errors.some(({ code }) => isTransientCode(code));
  return certain ? errors : undefined;
}

/** A write concern that was not met in time: written on the primary, perhaps nowhere else. */
const isUncertain = (error: unknown): boolean =>
  error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError() !== undefined;

function blamesDocument(error: unknown): boolean {
  if (error instanceof mongo.MongoServerError) return documentCodes.has(Number(error.code));
  return (
    error instanceof mongo.MongoInvalidArgumentError ||
    error instanceof mongo.BSON.BSONError ||
    (types.isNativeError(error) && ['RangeError', 'TypeError'].includes(error.name))
  );
}

async function eachHalf<F extends Fact>(
  collection: mongo.Collection<F>,
  facts: readonly F[],
  patience: Patience,
  error: Error,
): Promise<readonly Written[]> {
  if (facts.length === 1) return [{ failed: new Error('MongoDB refuses this document', { cause: error }) }];
  const middle = Math.ceil(facts.length / 2);
  // An attempt without a reply, or the driver's first command of several, may have stored some of them.
  const first = await insertDurably(collection, facts.slice(0, middle), patience);
  return [...first, ...(await insertDurably(collection, facts.slice(middle), patience))];
}

async function outcomes<F extends Fact>(
  collection: mongo.Collection<F>,
  facts: readonly F[],
  errors: readonly mongo.WriteError[],
): Promise<readonly Written[]> {
  const written = Array<Written>(facts.length).fill('inserted');
  const unsure: { readonly index: number; readonly unique: string }[] = [];
  for (const { index, code, errmsg } of errors) {
    const unique =
      code === 11000 ? (/ index: (\S+) dup key/.exec(errmsg ?? '')?.[1] ?? 'unknown') : undefined;
    if (unique === undefined)
      written[index] = { failed: new Error(`MongoDB refuses this document (code ${code})`) };
    else unsure.push({ index, unique });
  }
  if (unsure.length === 0) return written;
  const stored = await storedOf(
    collection,
    unsure.map(({ index }) => facts[index]!._id),
  );
  for (const { index, unique } of unsure) {
    const fact = facts[index]!;
    const known = stored.get(fact._id);
    if (known === undefined) written[index] = { failed: new TakenValueError(unique) };
    else if (!isSameWrite(known, fact)) written[index] = 'duplicate';
  }
  return written;
}

type Known = Pick<Fact, '_id' | 'salt'>;

async function storedOf<F extends Fact>(
  collection: mongo.Collection<F>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Known>> {
  const found = await collection
    .find({ _id: { $in: ids } } as unknown as mongo.Filter<F>)
    .project<Known>({ salt: 1 })
    .toArray()
    .catch((error: unknown) => {
      throw new TransientStorageError('the facts may not be durable yet', { cause: error });
    });
  return new Map(found.map((known) => [known._id, known]));
}

/** "Already there" may be our own earlier attempt, whose reply was lost: every write has its own salt. */
const isSameWrite = ({ salt: stored }: Known, { salt }: Fact): boolean =>
  stored !== undefined && salt !== undefined && Buffer.compare(saltOf(stored), saltOf(salt)) === 0;
