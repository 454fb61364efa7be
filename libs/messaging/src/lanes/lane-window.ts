interface Pending {
  readonly allottedAt: number;
  /** Since when its write is over and nobody knows how it ended. */
  readonly uncertainAt?: number;
}

export interface LanePosition {
  /** Highest number up to which every number is settled. */
  readonly through: number;
  /** How many of those are facts; the others were never written. */
  readonly count: number;
  /** Nothing allotted before this moment lies beyond `through`. */
  readonly at: number;
}

/** The numbers one instance has given out, and how far they are settled without a gap. */
export class LaneWindow {
  #last = 0;
  #count = 0;
  #through = 0;
  readonly #pending = new Map<number, Pending>();
  /** Settled ahead of a gap. */
  readonly #facts = new Set<number>();

  allot(now: number): number {
    this.#last += 1;
    this.#pending.set(this.#last, { allottedAt: now });
    return this.#last;
  }

  /** The broker has confirmed what the fact owes. */
  settled(n: number): void {
    if (this.#pending.delete(n)) {
      this.#facts.add(n);
      this.#advance(n);
    }
  }

  /** The number was given to a fact that certainly was not written under it. */
  void(n: number): void {
    if (this.#pending.delete(n)) this.#advance(n);
  }

  /** Its write is over, and nothing is certain. */
  uncertain(n: number, now: number): void {
    const pending = this.#pending.get(n);
    if (pending !== undefined) this.#pending.set(n, { ...pending, uncertainAt: now });
  }

  /** Nobody will write a fact under it any more. */
  isOver(n: number, since: number): boolean {
    return (this.#pending.get(n)?.uncertainAt ?? Infinity) <= since;
  }

  pendingSince(moment: number): readonly number[] {
    const old: number[] = [];
    for (const [n, { allottedAt }] of this.#pending) {
      if (allottedAt > moment) break;
      old.push(n);
    }
    return old;
  }

  position(now: number): LanePosition {
    const [oldest] = this.#pending.values();
    return { through: this.#through, count: this.#count, at: oldest?.allottedAt ?? now };
  }

  #advance(n: number): void {
    if (n !== this.#through + 1) return;
    const [firstPending] = this.#pending.keys();
    const end = firstPending === undefined ? this.#last : firstPending - 1;
    for (let next = this.#through + 1; next <= end; next += 1) if (this.#facts.delete(next)) this.#count += 1;
    this.#through = end;
  }
}
