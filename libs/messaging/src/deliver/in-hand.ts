/** Who has, or had, a message alone in hand: one process, from one moment on. */
export interface Hand {
  readonly by: string;
  readonly at: Date;
}

/** What is in hand, durable beyond the process that has it. */
export interface InHand {
  /** Nothing: it is alone in this process's hand now. Else in whose it is, or was when that one died. */
  take(id: string, queue: string, checksum: number): Promise<Hand | undefined>;
  /** It is in nobody's hand. */
  drop(id: string): Promise<void>;
  /** In place of the batch that this process had in the slot before. */
  takeBatch(queue: string, slot: number, checksums: readonly number[]): Promise<void>;
  /** This process has no batch of the queue in hand any more. */
  dropBatches(queue: string): Promise<void>;
  /** The checksums of what other processes have in hand of the queue, or had when they died. */
  ofOthers(queue: string): Promise<ReadonlySet<number>>;
}

/** Batches of one queue that a process has in hand at the same time. */
export const SLOTS = [0, 1] as const;
