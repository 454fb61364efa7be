import { TransientStorageError } from '../storage-errors.js';

/**
 * Wraps data keys. `FileMasterKey` holds the bytes itself; a KMS is asked, hence the promises and the batches: one call
 * for a batch where the KMS can, and never a master key in this process. Implementations are held to one contract
 * (master-key.port.spec.ts).
 */
export interface MasterKey {
  /** The name (kid) of the master key that new wraps are made by. */
  readonly current: string;
  /** By `current`, in the order given. `context` is bound to the wrap: it opens with the same context only. */
  wrap(items: readonly ToWrap[]): Promise<readonly WrappedKey[]>;
  /**
   * In the order given, each by the master key that wrapped it. Throws MissingMasterKeyError, or where a wrap was
   * changed.
   */
  unwrap(items: readonly ToUnwrap[]): Promise<readonly Buffer[]>;
}

export interface ToWrap {
  readonly key: Buffer;
  readonly context: string;
}

export interface WrappedKey {
  /** Which master key wrapped it. */
  readonly by: string;
  readonly wrapped: Buffer;
}

export interface ToUnwrap extends WrappedKey {
  readonly context: string;
}

/** Transient: messages wait for the key as they wait for a database, and none is parked because of it. */
export class MissingMasterKeyError extends TransientStorageError {
  constructor(readonly kid: string) {
    super(`master key ${kid} is not in the key file, but data keys are wrapped by it`);
  }
}
