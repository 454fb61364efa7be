import { checksumOf } from './checksum.js';
import type { Delivery } from './delivery.js';
import type { InHand } from './in-hand.js';

export interface SuspicionOptions {
  readonly queue: string;
  readonly inHand: Pick<InHand, 'ofOthers'>;
  /** Waits while the database is away. */
  readonly patiently: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A process may have let go of what it had in hand since it was looked at. */
const LOOK_AGAIN_MS = 1000;

/**
 * Suspect is what may have killed a process: the broker hands it out again (brokers count such returns differently from
 * version to version; that there was one, all of them say), and another process had it in hand and not only prefetched.
 */
export class Suspicion {
  #others: ReadonlySet<number> = new Set();
  #seenAtMs = -Infinity;

  constructor(private readonly options: SuspicionOptions) {}

  /** The suspects among what was not looked at before; costs nothing where nothing comes again. */
  async among(batch: readonly Delivery[]): Promise<readonly Delivery[]> {
    const again = batch.filter(({ message, suspect }) => message.fields.redelivered && suspect === undefined);
    if (again.length === 0) return [];
    await this.#look();
    return this.#judge(again).filter(({ suspect }) => suspect);
  }

  /** Those who are none any more. */
  async cleared(suspects: readonly Delivery[]): Promise<readonly Delivery[]> {
    if (performance.now() - this.#seenAtMs >= LOOK_AGAIN_MS) await this.#look();
    return this.#judge(suspects).filter(({ suspect }) => !suspect);
  }

  async #look(): Promise<void> {
    const { inHand, queue, patiently } = this.options;
    this.#others = await patiently(() => inHand.ofOthers(queue));
    this.#seenAtMs = performance.now();
  }

  #judge(deliveries: readonly Delivery[]): readonly Delivery[] {
    for (const delivery of deliveries)
      delivery.suspect = this.#others.has(checksumOf(delivery.message.content));
    return deliveries;
  }
}
