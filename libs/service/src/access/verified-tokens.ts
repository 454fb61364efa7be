import type { JWTPayload } from 'jose';

/** A key that the issuer has withdrawn counts for no longer than this. */
const KEPT_MS = 60_000;
const MOST_KEPT = 1000;

interface Verified {
  readonly payload: JWTPayload;
  readonly atMs: number;
}

/** The signature of a token that comes again and again is verified once a minute; its end is looked at each time. */
export class VerifiedTokens {
  readonly #known = new Map<string, Verified>();

  constructor(
    private readonly verify: (token: string) => Promise<JWTPayload>,
    private readonly toleranceS: number,
    private readonly monotonicMs = (): number => performance.now(),
  ) {}

  /** Throws what `verify` throws; what was refused is not remembered. */
  async read(token: string): Promise<JWTPayload> {
    const known = this.#known.get(token);
    if (known !== undefined && this.#stillCounts(known)) return known.payload;
    this.#known.delete(token);
    const payload = await this.verify(token);
    const [oldest] = this.#known.size >= MOST_KEPT ? this.#known.keys() : [];
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(token, { payload, atMs: this.monotonicMs() });
    return payload;
  }

  #stillCounts({ payload: { exp = 0 }, atMs }: Verified): boolean {
    return this.monotonicMs() - atMs < KEPT_MS && exp + this.toleranceS > Date.now() / 1000;
  }
}
