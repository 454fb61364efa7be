export interface PinnedClock {
  readonly pinned: true;
  now(): Date;
  /** Civil date in Helsinki, `YYYY-MM-DD`. */
  today(): string;
  /** Moves to another instant. */
  set(iso: string): void;
  advance(by: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly ms?: number;
  }): void;
}

const helsinki = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Helsinki',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const parse = (iso: string): number => {
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T12:00:00Z` : iso);
  if (Number.isNaN(at)) throw new Error(`a clock cannot be pinned to ${iso}`);
  return at;
};

/** A clock that stands still until it is moved. A civil date alone means its noon in UTC, the same day in Helsinki. */
export function pinnedClock(iso: string): PinnedClock {
  let at = parse(iso);
  return {
    pinned: true,
    now: () => new Date(at),
    today: () => helsinki.format(at),
    set: (next) => {
      at = parse(next);
    },
    advance: ({ days = 0, hours = 0, minutes = 0, ms = 0 }) => {
      at += ((days * 24 + hours) * 60 + minutes) * 60_000 + ms;
    },
  };
}
