import type { Connection, mongo } from 'mongoose';
import { databaseOf, type Erased, eraseAgain, type Fact, type JournalEntry, ToldOtherwise } from '#storage';

export interface Replayed {
  put: number;
  /** Documents the database holds already, or would not take in the first place. */
  skipped: number;
  erased: number;
  keys: number;
  shredded: number;
}

type Put = Extract<JournalEntry, { readonly kind: 'put' }>;

interface KeyDocument {
  readonly _id: string;
  readonly kid: string;
}

/**
 * Brings a loaded backup up to the journal's end. Entries may come twice and out of order: what is erased or shredded
 * anywhere in the journal is so at the end.
 */
export class JournalReplay {
  readonly replayed: Replayed = { put: 0, skipped: 0, erased: 0, keys: 0, shredded: 0 };
  private readonly erasures: Erased[] = [];
  private readonly shredded = new Set<string>();
  /** Whose place another key has, which is shredded further on in the journal. */
  private readonly displaced: KeyDocument[] = [];

  private readonly toldOtherwise: ToldOtherwise;

  constructor(
    private readonly data: Connection,
    private readonly keys: Connection,
  ) {
    this.toldOtherwise = new ToldOtherwise(data);
  }

  async apply(entry: JournalEntry): Promise<void> {
    switch (entry.kind) {
      case 'put':
        await this.put(databaseOf(this.data).collection(entry.collection), entry);
        break;
      case 'erased':
        this.erasures.push(entry);
        this.replayed.erased += entry.ids.length;
        break;
      case 'keys':
        this.displaced.push(...(await this.putKeys(entry.documents as readonly KeyDocument[])));
        break;
      case 'shredded':
        for (const kid of entry.kids) this.shredded.add(kid);
        await this.shred(entry.kids);
    }
  }

  /** Also what is shredded by the erasure ledger is given up here. */
  async finish(shreddedElsewhere: readonly string[]): Promise<void> {
    const facts = databaseOf(this.data).collection<Fact>('facts');
    await this.toldOtherwise.takeSealed();
    for (const erased of this.erasures) await eraseAgain(facts, erased);
    for (const kid of shreddedElsewhere) this.shredded.add(kid);
    await this.shred([...this.shredded]);
    const left = await this.putKeys(this.displaced);
    if (left.length > 0)
      throw new Error(
        `${left.length} data keys of the journal are in the place of others: keys and journal do not fit`,
      );
    this.replayed.shredded = this.shredded.size;
  }

  private async put(collection: mongo.Collection, { documents: told, stored }: Put): Promise<void> {
    const documents = collection.collectionName === 'facts' ? told.map(unsealed) : told;
    const inserted = await insertMissing(collection, documents);
    if (collection.collectionName === 'parked')
      await parkAgain(collection, documents as readonly ToldParked[]);
    if (stored === true) await replaceJournaled(collection, documents as readonly { _id: string }[]);
    if (collection.collectionName === 'facts' && inserted < documents.length)
      await this.toldOtherwise.note(documents as readonly Fact[]);
    this.replayed.put += inserted;
    this.replayed.skipped += documents.length - inserted;
  }

  /** Gives those whose party and class have another key. */
  private async putKeys(documents: readonly KeyDocument[]): Promise<readonly KeyDocument[]> {
    const living = documents.filter(({ kid }) => !this.shredded.has(kid));
    if (living.length === 0) return [];
    const collection = databaseOf(this.keys).collection<KeyDocument>('keys');
    this.replayed.keys += await insertMissing(collection as unknown as mongo.Collection, living);
    const found = await collection.find({ _id: { $in: living.map(({ _id }) => _id) } }).toArray();
    const kids = new Set(found.map(({ kid }) => kid));
    return living.filter(({ kid }) => !kids.has(kid));
  }

  private async shred(kids: readonly string[]): Promise<void> {
    if (kids.length > 0)
      await databaseOf(this.keys)
        .collection('keys')
        .deleteMany({ kid: { $in: [...kids] } });
  }
}

interface ToldParked {
  readonly _id: string;
  readonly at: Date;
  readonly history: readonly object[];
}

/** What the backup has as replayed or discarded came again after it, and waits for somebody to decide once more. */
async function parkAgain(collection: mongo.Collection, documents: readonly ToldParked[]): Promise<void> {
  if (documents.length === 0) return;
  await collection.bulkWrite(
    documents.map(({ _id, history, ...parked }) => ({
      updateOne: {
        filter: { _id: _id as never, at: { $lt: parked.at } },
        update: { $set: parked, $addToSet: { history: { $each: [...history] } } },
      },
    })),
    { ordered: false },
  );
}

/** The seal, or the lot, of a fact that was journaled late may be one the backup does not have, and its salt another. */
function unsealed(document: object): object {
  const {
    seal: _seal,
    leaf: _leaf,
    ...rest
  } = document as { readonly seal?: unknown; readonly leaf?: unknown };
  return rest;
}

async function insertMissing(collection: mongo.Collection, documents: readonly object[]): Promise<number> {
  if (documents.length === 0) return 0;
  try {
    const { insertedCount } = await collection.insertMany([...documents], { ordered: false });
    return insertedCount;
  } catch (error) {
    const { writeErrors, result } = error as {
      writeErrors?: unknown;
      result?: { insertedCount?: number };
    };
    if (writeErrors === undefined || result?.insertedCount === undefined) throw error;
    return result.insertedCount;
  }
}

/** What the backup has, and a seal holds, is as it was stored already. */
async function replaceJournaled(
  collection: mongo.Collection,
  documents: readonly { readonly _id: string }[],
): Promise<void> {
  await collection.bulkWrite(
    documents.map((document) => ({
      replaceOne: { filter: { _id: document._id as never, seal: null }, replacement: document },
    })),
    { ordered: false },
  );
}
