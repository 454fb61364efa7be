import { describeError, type Log } from '../ports.js';
import { checksumOf } from './checksum.js';
import type { Delivery } from './delivery.js';
import { type InHand, SLOTS } from './in-hand.js';

export interface BatchMarksOptions {
  readonly queue: string;
  readonly inHand: Pick<InHand, 'takeBatch' | 'dropBatches'>;
  /** Waits while the database is away. */
  readonly patiently: <T>(work: () => Promise<T>) => Promise<T>;
  readonly log: Log;
}

/** Nothing in hand for so long: the marks go. Until then the next batch takes their place, by one write and not two. */
const IDLE_MS = 1000;

/** Says durably which batches of a queue are in hand in one session; the mark of a finished one stays until the next is taken. */
export class BatchMarks {
  readonly #used = new Set<number>();
  #idle: NodeJS.Timeout | undefined;
  #dropping: Promise<void> = Promise.resolve();
  #any = false;

  constructor(private readonly options: BatchMarksOptions) {}

  /** The slot that the batch has. */
  async take(batch: readonly Delivery[]): Promise<number> {
    const { inHand, queue, patiently } = this.options;
    const slot = SLOTS.find((one) => !this.#used.has(one));
    if (slot === undefined) throw new Error('all slots are taken');
    this.#used.add(slot);
    clearTimeout(this.#idle);
    try {
      await this.#dropping;
      this.#any = true;
      const checksums = batch.map(({ message }) => checksumOf(message.content));
      await patiently(() => inHand.takeBatch(queue, slot, checksums));
    } catch (error) {
      this.release(slot);
      throw error;
    }
    return slot;
  }

  release(slot: number): void {
    this.#used.delete(slot);
    if (this.#used.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.drop(), IDLE_MS).unref();
  }

  /** Marks that stay say too much only once this process is gone, and then no more than that a message comes alone. */
  async drop(): Promise<void> {
    clearTimeout(this.#idle);
    if (!this.#any) return;
    this.#any = false;
    const { inHand, queue, log } = this.options;
    this.#dropping = inHand.dropBatches(queue).catch((error: unknown) => {
      log.warn({ queue, ...describeError(error) }, 'marks could not be taken away');
    });
    await this.#dropping;
  }
}
