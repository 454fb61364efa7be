import { mongo } from 'mongoose';
import type { Connection } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import { isTransient } from '../storage-errors.js';
import { type KeyDocument, contextOf, toUnwrap } from './key-document.js';
import type { MasterKey } from './master-key.port.js';
import type { SealClass } from './sealed.js';
import { keys } from './key.schema.js';
import { nameOf } from '../schema/declare-schema.js';

/** How many data keys of each class one master key wraps. */
export interface MasterKeyUse {
  readonly kid: string;
  readonly current: boolean;
  readonly uses: Readonly<Partial<Record<SealClass, number>>>;
}

export interface Rewrapped {
  /** The master key they are wrapped by now. */
  readonly current: string;
  readonly rewrapped: number;
  /** Still wrapped by another one. */
  readonly left: number;
  /** Of these: that do not open, because somebody changed them. */
  readonly unopened: number;
}

const AT_ONCE = 500;

/** All data keys as the master keys see them: which one wraps how many, and a new wrap for those of an older one. */
export class WrappedKeys {
  private readonly documents: mongo.Collection<KeyDocument>;

  constructor(
    connection: Connection,
    private readonly master: MasterKey,
  ) {
    this.documents = databaseOf(connection).collection<KeyDocument>(nameOf(keys));
  }

  /** Throws where a master key in use is missing, or is another one under the same name. Names it, shows nothing of it. */
  async check(): Promise<void> {
    for (const kid of await this.kidsInUse()) {
      const sample = await this.documents.findOne({ by: kid });
      if (sample === null) continue;
      await this.master.unwrap([toUnwrap(sample)]).catch(async (error: unknown) => {
        if (isTransient(error)) {
          const many = await this.documents.countDocuments({ by: kid });
          throw new Error(`${wordsOf(error)} (${many}): list it again until seloste keys rewrap is done`, {
            cause: error,
          });
        }
        throw new Error(`master key ${kid} does not open what it wrapped: it is another key of that name`, {
          cause: error,
        });
      });
    }
  }

  /** Reads every data key's index entry: for a person who asks. */
  async uses(): Promise<readonly MasterKeyUse[]> {
    const found = await this.documents
      .aggregate<{ _id: { by: string; cls: SealClass }; keys: number }>([
        { $sort: { by: 1, _id: 1 } },
        {
          $group: {
            _id: { by: '$by', cls: { $arrayElemAt: [{ $split: ['$_id', '|'] }, -1] } },
            keys: { $sum: 1 },
          },
        },
      ])
      .toArray();
    const kids = new Set([this.master.current, ...found.map(({ _id }) => _id.by)]);
    return [...kids].toSorted().map((kid) => ({
      kid,
      current: kid === this.master.current,
      uses: Object.fromEntries(
        found.filter(({ _id }) => _id.by === kid).map(({ _id, keys }) => [_id.cls, keys]),
      ),
    }));
  }

  /**
   * Wraps anew what another master key wraps, for at most `withinMs`. Nothing is remembered between calls: what is left
   * is what the database says, so it may break off anywhere, and several instances may do it at once.
   */
  async rewrap(withinMs: number): Promise<Rewrapped> {
    const until = performance.now() + withinMs;
    const { current } = this.master;
    const others = (await this.kidsInUse()).filter((kid) => kid !== current);
    let [rewrapped, unopened] = [0, 0];
    for (const by of others) {
      for (let after = ''; performance.now() < until;) {
        const page = await this.documents
          .find({ by, _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(AT_ONCE)
          .toArray();
        const opened = await this.open(page);
        rewrapped += await this.replace(opened);
        unopened += page.length - opened.length;
        after = page.at(-1)?._id ?? '';
        if (page.length < AT_ONCE) break;
      }
    }
    const left = await this.documents.countDocuments({ by: { $in: others } });
    return { current, rewrapped, left, unopened };
  }

  private async kidsInUse(): Promise<readonly string[]> {
    return this.documents.distinct('by');
  }

  /** All at once; one by one where one of them does not open, so that it holds up none of the others. */
  private async open(
    documents: readonly KeyDocument[],
  ): Promise<readonly { document: KeyDocument; key: Buffer }[]> {
    try {
      const keys = await this.master.unwrap(documents.map(toUnwrap));
      return documents.map((document, index) => ({ document, key: keys[index]! }));
    } catch (error) {
      if (isTransient(error)) throw error;
      if (documents.length === 1) return [];
      return (await Promise.all(documents.map((one) => this.open([one])))).flat();
    }
  }

  /** A key that was shredded or wrapped anew meanwhile is not found any more, and stays as it is. */
  private async replace(opened: readonly { document: KeyDocument; key: Buffer }[]): Promise<number> {
    if (opened.length === 0) return 0;
    const wrapped = await this.master.wrap(
      opened.map(({ document, key }) => ({ key, context: contextOf(document) })),
    );
    const { modifiedCount } = await this.documents.bulkWrite(
      opened.map(({ document: { _id, kid, by } }, index) => ({
        updateOne: {
          filter: { _id, kid, by },
          update: { $set: { by: wrapped[index]!.by, wrapped: new mongo.Binary(wrapped[index]!.wrapped) } },
        },
      })),
      { ordered: false },
    );
    return modifiedCount;
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
