import { randomUUID } from 'node:crypto';
import {
  encodeEntry,
  type Journal,
  type JournalEntry,
  type JournalSeal,
  TransientStorageError,
} from '#storage';
import type { Publisher } from '../publish/publisher.js';
import { partsOf } from './message-parts.js';
import { journalOf, ownExchange } from '../topology/names.js';

export interface StreamJournalOptions {
  readonly service: string;
  readonly seal: Pick<JournalSeal, 'seal'>;
  readonly publisher: Pick<Publisher, 'publishUnlessBlocked'>;
}

interface Waiting {
  readonly plain: readonly Uint8Array[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MOST_TOGETHER = 500;

/** Puts what became durable into the service's own stream. Appends of the same turn of the event loop share a message. */
export class StreamJournal implements Journal {
  readonly #options: StreamJournalOptions;
  #waiting: Waiting[] = [];

  constructor(options: StreamJournalOptions) {
    this.#options = options;
  }

  append(entries: readonly JournalEntry[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const plain = entries.flatMap(encodeEntry);
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ plain, resolve, reject });
    });
  }

  #flush(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < all.length; from += MOST_TOGETHER)
      void this.#send(all.slice(from, from + MOST_TOGETHER));
  }

  async #send(together: readonly Waiting[]): Promise<void> {
    const { service, seal, publisher } = this.#options;
    try {
      const parts = partsOf(seal.seal(together.flatMap(({ plain }) => plain)));
      const outcomes = await publisher.publishUnlessBlocked(
        parts.map((content) => ({
          exchange: ownExchange(service),
          routingKey: journalOf(service),
          content,
          messageId: randomUUID(),
        })),
      );
      const failed = outcomes.find((outcome) => outcome !== 'confirmed');
      if (failed !== undefined) throw new TransientStorageError(`the journal did not take it: ${failed}`);
      for (const { resolve } of together) resolve();
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}
