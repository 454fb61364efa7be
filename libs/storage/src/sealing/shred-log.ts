import type { mongo } from 'mongoose';
import { shreds, type ShredDocument, SHREDS_KEPT_SECONDS } from './shred.schema.js';
import { nameOf } from '../schema/declare-schema.js';

/** What must forget a shredded key. */
export interface Forgetful {
  forget(id: string): void;
  forgetAll(): void;
}

const unheardTooLongMs = (SHREDS_KEPT_SECONDS * 1000) / 2;
/** Server clocks may differ by this much across a failover; what was heard already is skipped. */
const overlapMs = 5000;

/** Tells every instance that a key is gone. One small read at most every `freshForMs`, and only when keys are in use. */
export class ShredLog {
  /** Grows with every shred this instance hears of. */
  heard = 0;
  private readonly log: mongo.Collection<ShredDocument>;
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;
  private latest: number | undefined;
  private known = new Map<string, number>();

  constructor(
    private readonly database: mongo.Db,
    private readonly freshForMs: number,
    private readonly memory: Forgetful,
  ) {
    this.log = database.collection<ShredDocument>(nameOf(shreds));
  }

  async hear(): Promise<void> {
    if (performance.now() - this.askedAt < this.freshForMs) return;
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    await this.asking;
  }

  /** Told before and after: after, because an instance may have read the key again while it was being destroyed. */
  async around(ids: readonly string[], destroy: () => Promise<void>): Promise<void> {
    await this.tell(ids);
    await destroy();
    await this.tell(ids);
  }

  private async tell(ids: readonly string[]): Promise<void> {
    await this.log.bulkWrite(
      ids.map((_id) => ({
        updateOne: { filter: { _id }, update: { $currentDate: { at: true } }, upsert: true },
      })),
      { ordered: false },
    );
    this.heard++;
    for (const id of ids) this.memory.forget(id);
  }

  private async ask(): Promise<void> {
    const askedAt = performance.now();
    if (askedAt - this.askedAt > unheardTooLongMs) await this.startOver();
    const since = new Date(this.latest! - overlapMs);
    const news = await this.log.find({ at: { $gte: since } }).toArray();
    for (const { _id, at } of news) {
      if (this.known.get(_id) === at.getTime()) continue;
      this.known.set(_id, at.getTime());
      this.heard++;
      this.memory.forget(_id);
    }
    this.latest = Math.max(this.latest!, ...news.map(({ at }) => at.getTime()));
    for (const [id, at] of this.known) if (at < this.latest - 2 * overlapMs) this.known.delete(id);
    this.askedAt = askedAt;
  }

  private async startOver(): Promise<void> {
    const { localTime } = await this.database.command({ hello: 1 });
    this.memory.forgetAll();
    this.heard++;
    this.latest = (localTime as Date).getTime();
  }
}
