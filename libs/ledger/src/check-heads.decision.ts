import { addDays } from '#policy';
import { type End, hashOfText, type Head, headText, type Seal } from './ledger-entries.js';
import { type LedgerFindings, MOST_NAMED } from './ledger-findings.decision.js';

/** One head for each day that is over, each of the last seal up to then, each chained to the one before. */
export class HeadCheck {
  readonly #found: LedgerFindings;
  readonly #lastOfDay: Seal[] = [];
  readonly #heads: Head[] = [];

  constructor(found: LedgerFindings) {
    this.#found = found;
  }

  get count(): number {
    return this.#heads.length;
  }

  sealed(seal: Seal): void {
    if (this.#lastOfDay.at(-1)?.day === seal.day) this.#lastOfDay.pop();
    this.#lastOfDay.push(seal);
  }

  take(head: Head): void {
    const at = { day: head.day };
    const expected = this.#expectedDay();
    if (expected === undefined || head.day < expected) this.#found.here('line-out-of-order', at);
    else this.#findDays(expected, head.day);
    if (head.previous !== (this.#heads.at(-1)?.head ?? '')) this.#found.here('head-not-chained', at);
    this.#checkSeal(head);
    const text = headText(head);
    if (hashOfText(text) !== head.head) this.#found.here('head-changed', at);
    this.#found.checkSignature(text, head, at);
    this.#heads.push(head);
  }

  #checkSeal(head: Head): void {
    const last = this.#lastOfDay.findLast(({ day }) => day <= head.day);
    if (head.seal > (this.#lastOfDay.at(-1)?.seal ?? 0))
      this.#found.here('cut-off', { day: head.day, seal: head.seal });
    else if (last?.seal !== head.seal || last.hash !== head.hash || last.total !== head.total)
      this.#found.here('head-changed', { day: head.day });
  }

  /** Yesterday's head may be a minute away yet. */
  end({ head, day: today }: End, published: readonly Head[]): void {
    const expected = this.#expectedDay();
    if (head !== (this.#heads.at(-1)?.head ?? ''))
      this.#found.missing('day-missing', { day: expected ?? today });
    else if (expected !== undefined) this.#findDays(expected, addDays(today, -1));
    this.#checkPublished(published);
  }

  #checkPublished(published: readonly Head[]): void {
    for (const { day, head } of published) {
      const here = this.#heads.find((each) => each.day === day);
      if (here?.head !== head)
        this.#found.missing(here === undefined ? 'day-missing' : 'head-differs', { day });
    }
  }

  #expectedDay(): string | undefined {
    const last = this.#heads.at(-1);
    return last === undefined ? this.#lastOfDay[0]?.day : addDays(last.day, 1);
  }

  #findDays(from: string, before: string): void {
    for (let day = from, named = 0; day < before && named < MOST_NAMED; day = addDays(day, 1), named += 1)
      this.#found.missing('day-missing', { day });
  }
}
