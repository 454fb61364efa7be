import { Inject, Injectable } from '@nestjs/common';
import type { Connection, mongo } from 'mongoose';
import { CONNECTION, type Failed } from '#service';
import { nameOf, databaseOf } from '#storage';
import { parties, type IndexedParty } from './party.schema.js';
import type { PartyClocks } from './party-clocks.decision.js';

const touching = { $set: { stale: true }, $unset: { reader: true } } as const;

export interface TouchedParty {
  readonly party: string;
  readonly source: string;
  readonly partyId: string;
}

@Injectable()
export class PartyIndexStore {
  private readonly parties: mongo.Collection<IndexedParty>;
  private lastTouch = 0;

  constructor(@Inject(CONNECTION) private readonly connection: Connection) {
    this.parties = databaseOf(connection).collection<IndexedParty>(nameOf(parties));
  }

  /** Before the facts are acknowledged, so that no crash leaves a party with a clock that nobody computes. */
  async touch(touched: readonly TouchedParty[]): Promise<void> {
    const distinct = new Map(touched.map((one) => [one.party, one]));
    if (distinct.size === 0) return;
    const ids = [...distinct.keys()];
    const known = this.parties.find({ _id: { $in: ids } }, { projection: { stale: 1, reader: 1 } });
    const toTouch: string[] = [];
    for await (const { _id, stale, reader } of known) {
      // In a stream of events most wait for their clocks already, and nobody has begun to read their facts.
      if (stale === true && reader === undefined) distinct.delete(_id);
      else toTouch.push(_id);
    }
    // Who is found to be erased meanwhile is no longer there to be touched.
    const all = (await this.touchKnown(toTouch)) === toTouch.length;
    if (all) for (const party of toTouch) distinct.delete(party);
    if (distinct.size > 0) await this.add([...distinct.values()]);
    this.lastTouch = performance.now();
  }

  /** Whom another instance adds meanwhile is stale by that, later than our facts. */
  private async add(touched: readonly TouchedParty[]): Promise<void> {
    const operations = touched.map(({ party, source, partyId }) => ({
      updateOne: {
        filter: { _id: party },
        update: { $set: { ...touching.$set, source, partyId }, $unset: touching.$unset },
        upsert: true,
      },
    }));
    await this.parties.bulkWrite(operations, { ordered: false });
  }

  /** After a restore: the index is as old as the backup, the facts are not. */
  async rebuild(): Promise<void> {
    await this.parties.updateMany({}, touching);
    await databaseOf(this.connection)
      .collection('facts')
      .aggregate([
        { $match: { mark: { $exists: true } } },
        { $group: { _id: '$party', source: { $first: '$source' }, partyId: { $first: '$partyId' } } },
        { $set: { stale: true } },
        { $merge: { into: 'parties', whenMatched: 'keepExisting', whenNotMatched: 'insert' } },
      ])
      .toArray();
  }

  /** Milliseconds of machine time since this instance took anything in. */
  quietFor(): number {
    return performance.now() - this.lastTouch;
  }

  /** Whose clocks may have changed without a word from the store; who is not known here stays unknown. */
  async touchKnown(parties: readonly string[]): Promise<number> {
    if (parties.length === 0) return 0;
    const those = { _id: { $in: [...new Set(parties)] } };
    return (await this.parties.updateMany(those, touching)).matchedCount;
  }

  /** Also those whose clocks are another policy's than the one in force, a batch at a time, wherever it was left off. */
  stale(today: string, policy: string, limit: number): mongo.FindCursor<IndexedParty> {
    const ofAnother = [
      { policy: { $lt: policy } },
      { policy: { $gt: policy } },
      { policy: { $exists: false } },
    ];
    return this.parties
      .find({ $or: [{ stale: true }, { lookAgainOn: { $lte: today } }, ...ofAnother] })
      .limit(limit);
  }

  /** To be called before the facts of these parties are read for `index`, with a name for this reading. */
  async claim(parties: readonly IndexedParty[], reader: string): Promise<void> {
    const these = { _id: { $in: parties.map(({ _id }) => _id) } };
    if (parties.length > 0) await this.parties.updateMany(these, { $set: { reader } });
  }

  /** Leaves a party as it is that was touched, or claimed by another, since it was claimed under this name. */
  async index(
    items: readonly { party: string; clocks: PartyClocks }[],
    policy: string,
    reader: string,
  ): Promise<void> {
    if (items.length === 0) return;
    const operations = items.map(({ party, clocks }) =>
      clocks.records.length === 0 && clocks.erasedAt !== undefined
        ? { deleteOne: { filter: { _id: party, reader } } }
        : { updateOne: { filter: { _id: party, reader }, update: indexed(clocks, policy) } },
    );
    await this.parties.bulkWrite(operations, { ordered: false });
  }

  /**
   * To be tried again when something new is known, when another policy is in force, and as `notComputable` gives them.
   * `reader`: as for `index`.
   */
  async keepApart(
    failed: readonly Failed<Pick<IndexedParty, '_id'>>[],
    policy: string,
    reader?: string,
  ): Promise<void> {
    if (failed.length === 0) return;
    const operations = failed.map(({ of: { _id }, reason }) => ({
      updateOne: {
        filter: { _id, ...(reader !== undefined && { reader }) },
        update: {
          $set: { notComputable: reason, policy },
          $unset: { stale: true, reader: true, lookAgainOn: true },
        } as const,
      },
    }));
    await this.parties.bulkWrite(operations, { ordered: false });
  }

  notComputable(limit: number): mongo.FindCursor<IndexedParty> {
    return this.parties
      .find({ notComputable: { $exists: true } })
      .hint('notComputable')
      .limit(limit);
  }

  /** By the class of the error. */
  async notComputableCounts(): Promise<Readonly<Record<string, number>>> {
    const counts = await this.parties
      .aggregate<{ _id: string; parties: number }>(
        [
          { $match: { notComputable: { $exists: true } } },
          { $group: { _id: '$notComputable', parties: { $sum: 1 } } },
        ],
        { hint: 'notComputable' },
      )
      .toArray();
    return Object.fromEntries(counts.map(({ _id, parties }) => [_id, parties]));
  }

  /** Parties with the clocks of this policy, and all. */
  async progress(policy: string): Promise<{ done: number; total: number }> {
    const [done, total] = await Promise.all([
      this.parties.countDocuments({ policy }),
      this.parties.estimatedDocumentCount(),
    ]);
    return { done: Math.min(done, total), total };
  }

  /** All parties, a page at a time, in the order of their references. */
  page(after: string | undefined, limit: number): mongo.FindCursor<IndexedParty> {
    return this.parties
      .find(after === undefined ? {} : { _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit);
  }

  find(party: string): Promise<IndexedParty | null> {
    return this.parties.findOne({ _id: party });
  }

  due(
    through: string,
    after: { dueOn: string; _id: string } | undefined,
    limit: number,
  ): mongo.FindCursor<IndexedParty> {
    const beyond =
      after === undefined
        ? {}
        : { $or: [{ dueOn: { $gt: after.dueOn } }, { dueOn: after.dueOn, _id: { $gt: after._id } }] };
    return this.parties
      .find({ dueOn: { $lte: through }, ...beyond })
      .sort({ dueOn: 1, _id: 1 })
      .limit(limit);
  }

  dueByYear(): Promise<readonly { _id: string; parties: number }[]> {
    return this.parties
      .aggregate<{ _id: string; parties: number }>([
        { $match: { dueOn: { $exists: true, $type: 'string' } } },
        { $group: { _id: { $substrCP: ['$dueOn', 0, 4] }, parties: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
  }

  async totals(): Promise<{
    customers: number;
    guests: number;
    orders: number;
    records: number;
    stale: number;
  }> {
    const [totals] = await this.parties
      .aggregate<{ customers: number; guests: number; orders: number; records: number; stale: number }>([
        {
          $group: {
            _id: null,
            customers: {
              $sum: { $cond: [beginsWith('customer/'), 1, 0] },
            },
            guests: { $sum: { $cond: [beginsWith('buyer/'), 1, 0] } },
            orders: { $sum: { $ifNull: ['$orders', 0] } },
            records: { $sum: { $ifNull: ['$records', 0] } },
            stale: { $sum: { $cond: ['$stale', 1, 0] } },
          },
        },
        { $unset: '_id' },
      ])
      .toArray();
    return totals ?? { customers: 0, guests: 0, orders: 0, records: 0, stale: 0 };
  }
}

/** In characters: cut in bytes, one id with an ä in its way would end the whole count. */
const beginsWith = (start: string): object => ({
  $eq: [
    {
      $substrCP: [
        { $convert: { input: '$partyId', to: 'string', onError: '', onNull: '' } },
        0,
        start.length,
      ],
    },
    start,
  ],
});

function indexed(
  { dueOn, lookAgainOn, relationship, records }: PartyClocks,
  policy: string,
): mongo.UpdateFilter<IndexedParty> {
  const { endsOn } = relationship;
  return {
    $set: {
      policy,
      relationship: relationship.state,
      orders: records.filter(({ kind }) => kind === 'order').length,
      records: records.length,
      ...(dueOn !== undefined && { dueOn }),
      ...(lookAgainOn !== undefined && { lookAgainOn }),
      ...(endsOn !== undefined && { relationshipEndsOn: endsOn }),
    },
    $unset: {
      stale: true,
      reader: true,
      notComputable: true,
      ...(dueOn === undefined && { dueOn: true }),
      ...(lookAgainOn === undefined && { lookAgainOn: true }),
      ...(endsOn === undefined && { relationshipEndsOn: true }),
    },
  };
}
