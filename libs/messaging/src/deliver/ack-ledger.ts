export interface Acknowledgement {
  readonly tag: number;
  readonly allUpTo: boolean;
}

/** Turns settled messages into as few acknowledgements as possible, while some are held back for a later attempt. */
export class AckLedger {
  /** Delivery tags in the order given out; true once settled. */
  readonly #open = new Map<number, boolean>();

  get unsettled(): number {
    return this.#open.size;
  }

  /** The first one given out that is not settled. */
  get oldest(): number {
    const [tag = Infinity] = this.#open.keys();
    return tag;
  }

  delivered(tag: number): void {
    this.#open.set(tag, false);
  }

  /** Settled in another way than by an acknowledgement. */
  forget(tag: number): void {
    this.#open.delete(tag);
  }

  settle(tags: readonly number[]): readonly Acknowledgement[] {
    for (const tag of tags) if (this.#open.has(tag)) this.#open.set(tag, true);
    const acknowledgements: Acknowledgement[] = [];
    let prefixEnd: number | undefined;
    for (const [tag, settled] of this.#open) {
      if (!settled) break;
      prefixEnd = tag;
      this.#open.delete(tag);
    }
    if (prefixEnd !== undefined) acknowledgements.push({ tag: prefixEnd, allUpTo: true });
    for (const tag of tags) {
      if (!this.#open.delete(tag)) continue;
      acknowledgements.push({ tag, allUpTo: false });
    }
    return acknowledgements;
  }
}
