import { mongo } from 'mongoose';

/** The database could not be asked, or did not answer for certain: the same call may be repeated. */
export class TransientStorageError extends Error {
  override readonly name: string = 'TransientStorageError';
}

/** More writes are waiting than this process wants to hold; the caller sheds load. */
export class StorageBusyError extends TransientStorageError {
  override readonly name = 'StorageBusyError';
}

/** Another fact already holds a value that may exist once only; the value itself is never told. */
export class TakenValueError extends Error {
  override readonly name = 'TakenValueError';
  constructor(readonly index: string) {
    super(`another document already holds this value of the unique index ${index}`);
  }
}

const transientCodes = new Set([
  6, 7, 64, 79, 89, 91, 100, 112, 133, 134, 189, 234, 251, 262, 317, 365, 402, 462, 9001, 10107, 11600, 11602,
  13388, 13435, 13436, 50,
]);
const transientLabels = [
  'RetryableError',
  'RetryableWriteError',
  'TransientTransactionError',
  'UnknownTransactionCommitResult',
];
const transientNames = new Set([
  'TransientStorageError',
  'StorageBusyError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoExpiredSessionError',
  'MongoStalePrimaryError',
  'MongoOperationTimeoutError',
  'MongooseServerSelectionError',
]);
const transientSystemCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

export const isTransientCode = (code: unknown): boolean =>
  typeof code === 'number' && transientCodes.has(code);

/** Would the same call have a chance later? Bulk errors wrap the cause in `errorResponse`, network errors in `cause`. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (transientNames.has(error.name)) return true;
  const { code, errorResponse, cause } = error as {
    code?: unknown;
    errorResponse?: unknown;
    cause?: unknown;
  };
  if (isTransientCode(code) || (typeof code === 'string' && transientSystemCodes.has(code))) return true;
  if (error instanceof mongo.MongoError && transientLabels.some((label) => error.hasErrorLabel(label)))
    return true;
  if (/^connection .* closed$|^Client must be connected|connection closed/.test(error.message)) return true;
  return isTransient(errorResponse) || isTransient(cause);
}
