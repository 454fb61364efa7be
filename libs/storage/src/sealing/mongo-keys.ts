import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { Connection } from 'mongoose';
import { type Erasures, noErasures } from '../erasures/erasure-ledger.js';
import { type Journal, noJournal } from '../journal/journal.port.js';
import { databaseOf } from '../open-mongo.js';
import { isTransient, TransientStorageError } from '../storage-errors.js';
import { contextOf, type KeyDocument, toUnwrap } from './key-document.js';
import type { KeyPort } from './key.port.js';
import type { MasterKey } from './master-key.port.js';
import { RecentKeys } from './recent-keys.js';
import { keyIdOf, keyIdsOf } from './sealed.js';
import type { DataKey, KeyRef, SealClass } from './sealed.js';
import { ShredLog } from './shred-log.js';
import { keys } from './key.schema.js';
import { nameOf } from '../schema/declare-schema.js';

export interface MongoKeysOptions {
  readonly journal?: Journal;
  readonly erasures?: Erasures;
  /** Unwrapped keys kept in memory. */
  readonly mostCached?: number;
  /** How long this instance may go on without asking whether another one shredded a key. */
  readonly freshForMs?: number;
}

const attempts = 5;
const owedAtOnce = 1000;

/**
 * Data keys in the key database, one per party and class, wrapped by the master key.
 *
 * What holds around a shred: when `shred` resolves, no copy of the key is left in the database and this instance has
 * forgotten it. Another instance forgets it before it next uses any key, at the latest `freshForMs` later; until then
 * it may still open values under the old key, and what it seals under it then is shredded too, never readable under
 * the successor. So whoever erases writes the durable `erased` fact first: what is taken in after that is judged by it.
 */
export class MongoKeys implements KeyPort {
  private readonly documents: mongo.Collection<KeyDocument>;
  private readonly recent: RecentKeys;
  private readonly shreds: ShredLog;
  private readonly journal: Journal;
  private readonly erasures: Erasures;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    connection: Connection,
    private readonly master: MasterKey,
    options: MongoKeysOptions = {},
  ) {
    this.documents = databaseOf(connection).collection<KeyDocument>(nameOf(keys));
    this.journal = options.journal ?? noJournal;
    this.erasures = options.erasures ?? noErasures;
    this.recent = new RecentKeys(options.mostCached ?? 50_000);
    this.shreds = new ShredLog(databaseOf(connection), options.freshForMs ?? 1000, {
      forget: (id) => this.recent.forget(id),
      forgetAll: () => this.recent.clear(),
    });
  }

  async getOrCreate(refs: readonly KeyRef[]): Promise<readonly DataKey[]> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const { keys, missing } = await this.lookUp(refs);
      if (missing.size === 0) return keys as readonly DataKey[];
      const made = await this.create([...missing]);
      if (made !== undefined) return keys.map((key, index) => key ?? made.get(keyIdOf(refs[index]!))!);
      await pause(attempt === 1 ? 0 : 50 * attempt);
    }
    throw new TransientStorageError('the data keys could not be made durable');
  }

  async get(refs: readonly KeyRef[]): Promise<readonly (DataKey | undefined)[]> {
    return (await this.lookUp(refs)).keys;
  }

  async shred(party: string, cls?: SealClass): Promise<void> {
    const ids = keyIdsOf(party, cls);
    await this.shreds.around(ids, () => this.destroy(ids));
  }

  /** Keys go by their names, which the ledger and the journal have before: a key made meanwhile goes in the next round. */
  private async destroy(ids: readonly string[]): Promise<void> {
    for (;;) {
      const found = await this.documents
        .find({ _id: { $in: [...ids] } }, { projection: { kid: 1 } })
        .toArray();
      if (found.length === 0) return;
      const kids = found.map(({ kid }) => kid);
      await Promise.all([
        this.erasures.shredded(kids, 'shredded'),
        this.journal.append([{ kind: 'shredded', kids }]),
      ]);
      await this.documents.deleteMany({ _id: { $in: [...ids] }, kid: { $in: kids } });
    }
  }

  /** From now on journals, every few seconds, the keys that a crash or an outage of the broker left out. */
  start(everyMs = 5000): void {
    this.timer ??= setInterval(() => void this.journalOwed().catch(() => undefined), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async journalOwed(): Promise<void> {
    const owed = await this.documents.find({ owed: true }).limit(owedAtOnce).toArray();
    await this.tell(owed);
  }

  private async tell(documents: readonly KeyDocument[]): Promise<void> {
    if (documents.length === 0) return;
    const told = documents.map(({ _id, kid, by, wrapped, createdAt }) => ({
      _id,
      kid,
      by,
      wrapped,
      createdAt,
    }));
    await this.journal.append([{ kind: 'keys', documents: told }]);
    const ids = documents.map(({ _id }) => _id);
    const kids = documents.map(({ kid }) => kid);
    await this.documents.updateMany(
      { _id: { $in: ids }, kid: { $in: kids } },
      { $unset: { owed: '' as never } },
      { writeConcern: { w: 1 } },
    );
  }

  private async lookUp(
    refs: readonly KeyRef[],
  ): Promise<{ keys: (DataKey | undefined)[]; missing: Set<string> }> {
    await this.shreds.hear();
    const keys = refs.map((ref) => this.recent.get(ref));
    const missing = new Set<string>();
    keys.forEach((key, index) => key ?? missing.add(keyIdOf(refs[index]!)));
    if (missing.size > 0) {
      const loaded = await this.load([...missing]);
      refs.forEach((ref, index) => (keys[index] ??= loaded.get(keyIdOf(ref))));
      for (const id of loaded.keys()) missing.delete(id);
    }
    return { keys, missing };
  }

  private async load(ids: readonly string[]): Promise<ReadonlyMap<string, DataKey>> {
    const { heard } = this.shreds;
    const found = await this.documents.find({ _id: { $in: [...ids] } }).toArray();
    const unwrapped = await this.master.unwrap(found.map(toUnwrap));
    const loaded = found.map(({ _id, kid }, index): [string, DataKey] => [
      _id,
      { kid, key: unwrapped[index]! },
    ]);
    this.remember(loaded, heard);
    return new Map(loaded);
  }

  /** `undefined` where another instance may have been first, or the reply was lost: look again. */
  private async create(ids: readonly string[]): Promise<ReadonlyMap<string, DataKey> | undefined> {
    const { heard } = this.shreds;
    const made = ids.map((id): [string, DataKey] => [
      id,
      { kid: randomBytes(9).toString('base64url'), key: randomBytes(32) },
    ]);
    const wrapped = await this.master.wrap(
      made.map(([_id, { kid, key }]) => ({ key, context: contextOf({ _id, kid }) })),
    );
    const createdAt = new Date();
    const documents = made.map(([_id, { kid }], index): KeyDocument => {
      const { by, wrapped: bytes } = wrapped[index]!;
      return { _id, kid, by, wrapped: new mongo.Binary(bytes), createdAt, owed: true };
    });
    try {
      await this.documents.insertMany(documents, { ordered: false });
    } catch (error) {
      if (isTaken(error) || isTransient(error)) return undefined;
      throw error;
    }
    // Not waited for: a key is in the journal before or with the first fact sealed under it, or else owed.
    this.tell(documents).catch(() => undefined);
    this.remember(made, heard);
    return new Map(made);
  }

  /** A key read before a shred was heard of must not come back into memory after it. */
  private remember(keys: readonly (readonly [string, DataKey])[], heardBefore: number): void {
    if (this.shreds.heard !== heardBefore) return;
    for (const [id, key] of keys) this.recent.put(id, key);
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof mongo.MongoBulkWriteError && [error.writeErrors].flat().some(({ code }) => code === 11000);
