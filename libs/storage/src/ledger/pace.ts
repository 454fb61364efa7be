import { setImmediate as nextTurn } from 'node:timers/promises';

/** About how long each of them holds the event loop, in microseconds of a slow core; of a mark, the database's core. */
export const COST = { read: 8, commit: 40, hash: 10, pack: 1, mark: 40 } as const;

const MOST_AT_ONCE = 4_000;

/** Lets requests and messages go on in the middle of long work, however much of it there is. */
export class Pace {
  #spent = 0;

  constructor(private readonly turn: () => Promise<unknown> = () => nextTurn()) {}

  /** To be awaited after each piece of work, where it gives something to wait for. */
  spend(cost: number): Promise<unknown> | undefined {
    this.#spent += cost;
    if (this.#spent < MOST_AT_ONCE) return undefined;
    this.#spent = 0;
    return this.turn();
  }
}
