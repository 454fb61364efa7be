interface Waiting {
  readonly alone: boolean;
  readonly begin: () => void;
}

/** Gives back the turn; more than once is as good as once. */
export type EndTurn = () => void;

/**
 * What all consumers of one process may have in hand: any number of batches, or one message alone. Where the process dies
 * then, it is known of what. Who wants to be alone goes before the batches that wait, and then those before the next.
 */
export class Turns {
  #together = 0;
  #alone = false;
  #lastAlone = false;
  #waiting: Waiting[] = [];

  /** Nothing where the signal comes first. */
  together(signal: AbortSignal): Promise<EndTurn | undefined> {
    return this.#turn(false, signal);
  }

  alone(signal: AbortSignal): Promise<EndTurn | undefined> {
    return this.#turn(true, signal);
  }

  #turn(alone: boolean, signal: AbortSignal): Promise<EndTurn | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const give = (): void => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        resolve(undefined);
        this.#next();
      };
      const waiting: Waiting = {
        alone,
        begin: () => {
          signal.removeEventListener('abort', give);
          resolve(this.#begun(alone));
        },
      };
      signal.addEventListener('abort', give, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  #begun(alone: boolean): EndTurn {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      if (alone) this.#alone = false;
      else this.#together -= 1;
      this.#next();
    };
  }

  #next(): void {
    if (this.#alone) return;
    if (this.#lastAlone) this.#beginTogether();
    const alone = this.#waiting.find((one) => one.alone);
    if (alone === undefined) return this.#beginTogether();
    if (this.#together > 0) return;
    this.#alone = true;
    this.#lastAlone = true;
    this.#begin(alone);
  }

  #beginTogether(): void {
    for (const one of this.#waiting.filter(({ alone }) => !alone)) {
      this.#together += 1;
      this.#lastAlone = false;
      this.#begin(one);
    }
  }

  #begin(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
    waiting.begin();
  }
}
