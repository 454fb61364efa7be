import type { Connection, mongo } from 'mongoose';
import { type Run, runsOf } from '#messaging';
import { databaseOf, type Fact } from '#storage';
import { allPublished } from '../policies/published-policy.js';

/** `held`: durable here. `owed`: and not out with the broker. `parked`: came, and could not be handled. */
export const LANE_STATES = ['held', 'owed', 'parked'] as const;
export type LaneState = (typeof LANE_STATES)[number];

export interface Numbered {
  readonly lane: string;
  readonly n: number;
}

export interface LaneQuestion {
  /** The service whose lanes. */
  readonly of: string;
  readonly state: LaneState;
  readonly only?: 'policies';
  readonly after?: Numbered;
}

export interface LanesPage {
  readonly lanes: readonly { readonly lane: string; readonly runs: readonly Run[] }[];
  /** The last one of a page that may have others after it. */
  readonly last?: Numbered;
}

/** Held under the publisher's event ids by a version that kept no numbers. */
export interface Unnumbered {
  readonly facts: number;
  /** When the last of them was taken in. */
  readonly until?: Date;
}

const AT_ONCE = 20_000;
const NOT_DECIDED_TO_COME = { state: { $ne: 'replayed' } };

/** Which numbers of a publisher's lanes a service has, by the lanes' index alone. */
export class LaneFactsPages {
  constructor(
    private readonly connection: Connection,
    private readonly atOnce = AT_ONCE,
  ) {}

  /** The rest of the lane in which the page before ended, then the lanes after it. */
  async page(question: LaneQuestion): Promise<LanesPage> {
    const { of, after } = question;
    // '0' is the character after '/'.
    const [first, end] = [`${of}/`, `${of}0`];
    const rest =
      after === undefined
        ? []
        : await this.find(question, { lane: after.lane, n: { $gt: after.n } }, this.atOnce).toArray();
    const room = this.atOnce - rest.length;
    const others = { lane: after === undefined ? { $gte: first, $lt: end } : { $gt: after.lane, $lt: end } };
    const found = room === 0 ? rest : [...rest, ...(await this.find(question, others, room).toArray())];
    const last = found.length < this.atOnce ? undefined : found.at(-1);
    return { lanes: byLane(found), ...(last !== undefined && { last: { lane: last.lane, n: last.n } }) };
  }

  /** All of the publisher's that are held, by the index of their ids. */
  async unnumbered(of: string): Promise<Unnumbered> {
    // '}' is the character after '|'.
    const ofPublisher = { _id: { $gte: `${of}|`, $lt: `${of}}` }, lane: null };
    const [found] = await databaseOf(this.connection)
      .collection<Fact>('facts')
      .aggregate<Unnumbered>([
        { $match: ofPublisher },
        { $group: { _id: null, facts: { $sum: 1 }, until: { $max: '$takenAt' } } },
        { $project: { _id: 0 } },
      ])
      .toArray();
    return found ?? { facts: 0 };
  }

  /** The cursor, so that a test can ask it for its plan. */
  find(
    { state, only }: Pick<LaneQuestion, 'state' | 'only'>,
    lanes: object,
    limit: number,
  ): mongo.FindCursor<Numbered> {
    const [collection, among, hint] = {
      held: ['facts', only === undefined ? {} : allPublished, only === undefined ? 'lane_n' : '_id_'],
      owed: ['facts', { owed: true, takenAt: { $lt: new Date(8.64e15) } }, 'owed'],
      parked: ['parked', NOT_DECIDED_TO_COME, 'lane_n'],
    }[state] as [string, object, string];
    return databaseOf(this.connection)
      .collection<Fact>(collection)
      .find({ ...lanes, ...among } as unknown as mongo.Filter<Fact>)
      .project<Numbered>({ _id: 0, lane: 1, n: 1 })
      .sort({ lane: 1, n: 1 })
      .hint(hint)
      .limit(limit);
  }
}

function byLane(found: readonly Numbered[]): LanesPage['lanes'] {
  const numbers = new Map<string, number[]>();
  for (const { lane, n } of found) {
    const own = numbers.get(lane);
    if (own === undefined) numbers.set(lane, [n]);
    else own.push(n);
  }
  return [...numbers].map(([lane, own]) => ({ lane, runs: runsOf(own) }));
}
