import mongoose from 'mongoose';
import { endLostWrites } from '../../../../libs/storage/src/end-lost-writes.js';
import type { PlanKeeper } from '#participant';
import type { ErasurePlan } from '../answer-commands/decide-erasure.decision.js';
import type { FieldClass, RecordErasure, StoreRecord } from './store-record.js';

type Db = InstanceType<typeof mongoose.mongo.MongoClient> extends { db(name?: string): infer D } ? D : never;

/** The settings the history was first loaded with; they hold for good, or a replay would tell other dates. */
export interface Loading {
  readonly today: string;
  readonly seed: string;
}

/** What was told at the end of a replay, and of how many customers. */
export interface Told {
  readonly limit?: number;
  readonly summary: object;
}

export class RecordStore {
  private constructor(
    private readonly client: InstanceType<typeof mongoose.mongo.MongoClient>,
    private readonly db: Db,
  ) {}

  static async open(uri: string): Promise<RecordStore> {
    const client = new mongoose.mongo.MongoClient(uri, {
      writeConcern: { w: 'majority', journal: true },
      serverSelectionTimeoutMS: 5000,
    });
    endLostWrites(client);
    const named = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]+/.test(uri);
    const db = named ? client.db() : client.db('web_store');
    await db.collection('records').createIndex({ party: 1 });
    await db.collection('records').createIndex({ erased: 1 }, { sparse: true });
    return new RecordStore(client, db);
  }

  private get records() {
    return this.db.collection<StoreRecord>('records');
  }

  private get commands() {
    return this.db.collection<{ _id: string; answer: ErasurePlan }>('commands');
  }

  async loadingOf(wanted: Loading): Promise<Loading> {
    const loadings = this.db.collection<Loading & { _id: string }>('loading');
    await loadings.updateOne({ _id: 'history' }, { $setOnInsert: wanted }, { upsert: true });
    return (await loadings.findOne({ _id: 'history' })) ?? wanted;
  }

  private get replays() {
    return this.db.collection<Told & { _id: string }>('replays');
  }

  /** The replay that went to its end, of so many customers; of all of them without a limit. */
  async toldBefore(limit: number | undefined): Promise<object | undefined> {
    const told = await this.replays.findOne({ _id: 'history' });
    return told !== null && told.limit === limit ? told.summary : undefined;
  }

  async keepTold(told: Told): Promise<void> {
    await this.replays.replaceOne({ _id: 'history' }, told, { upsert: true });
  }

  /** Adds what is not there. Erased records are there, empty, so nothing comes back. */
  async load(records: readonly StoreRecord[]): Promise<void> {
    for (let from = 0; from < records.length; from += 2000) {
      await this.records
        .insertMany(records.slice(from, from + 2000), { ordered: false })
        .catch(unlessDuplicates);
    }
  }

  of(parties: readonly string[]): Promise<StoreRecord[]> {
    return this.records
      .find({ party: { $in: [...parties] } })
      .sort({ _id: 1 })
      .toArray();
  }

  async erase(erasures: readonly RecordErasure[]): Promise<void> {
    if (erasures.length === 0) return;
    await this.records.bulkWrite(
      erasures.map(({ id, classes, whole }) => ({
        updateOne: {
          filter: { _id: id },
          update: {
            $unset: {
              ...Object.fromEntries(classes.map((name) => [`fields.${name}`, ''])),
              ...(whole && { party: '', voucher: '' }),
            },
            $addToSet: { erased: { $each: [...classes] } },
          },
        },
      })),
      { ordered: false },
    );
  }

  async erasedClasses(): Promise<ReadonlyMap<string, readonly FieldClass[]>> {
    const erased = await this.records
      .find({ erased: { $exists: true } }, { projection: { erased: 1 } })
      .toArray();
    return new Map(erased.map(({ _id, erased }) => [_id, erased ?? []]));
  }

  /** Customers who have an address and left it, for the newsletter's list. */
  async emailAddresses(): Promise<readonly string[]> {
    const customers = await this.records
      .find({ kind: 'customer', 'fields.contact.email': { $exists: true } })
      .sort({ _id: 1 })
      .toArray();
    return customers.flatMap(({ fields }) => fields.contact?.['email'] ?? []);
  }

  /** What was decided about a command; the first plan stays, it is what a repeated command finds. */
  readonly plans: PlanKeeper<ErasurePlan> = {
    saved: async (command) => (await this.commands.findOne({ _id: command }))?.answer,
    save: async (command, plan) => {
      await this.commands.updateOne({ _id: command }, { $setOnInsert: { answer: plan } }, { upsert: true });
      return (await this.plans.saved(command)) ?? plan;
    },
  };

  ping(): Promise<unknown> {
    return this.db.command({ ping: 1 });
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

function unlessDuplicates(error: unknown): void {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  if (failures.some(({ code }) => code !== 11_000)) throw error;
}
