import { setTimeout as pause } from 'node:timers/promises';

export interface Patience<T> {
  /** Milliseconds until it has failed; 10 s by default. */
  readonly within?: number;
  /** What was awaited and what is there instead; told when it failed. */
  readonly explain?: (last: T | undefined) => string | Promise<string>;
  readonly every?: number;
}

const waiting = new Set<unknown>([undefined, null, false]);

/**
 * Waits until the probe answers something (not undefined, null or false) without throwing, and gives that.
 * The failure says what the probe saw last, so that nobody has to run it again to know.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  patience: Patience<T> = {},
): Promise<Exclude<T, undefined | null | false>> {
  const within = patience.within ?? 10_000;
  const until = performance.now() + within;
  let last: T | undefined;
  let thrown: unknown;
  let probes = 0;
  do {
    if (probes > 0) await pause(Math.min(patience.every ?? 20, 10 * probes));
    probes += 1;
    try {
      thrown = undefined;
      last = await probe();
      if (!waiting.has(last)) return last as Exclude<T, undefined | null | false>;
    } catch (error) {
      thrown = error;
    }
  } while (performance.now() < until);
  const why = await explanation(patience, last);
  throw new Error(
    `not within ${within} ms, ${probes} probes: ${why}${thrown === undefined ? '' : told(thrown)}`,
    {
      cause: thrown,
    },
  );
}

async function explanation<T>({ explain }: Patience<T>, last: T | undefined): Promise<string> {
  if (explain === undefined) return `the probe last answered ${JSON.stringify(last)}`;
  try {
    return await explain(last);
  } catch (error) {
    return `(the explanation failed itself${told(error)})`;
  }
}

const told = (error: unknown): string =>
  `; it threw ${error instanceof Error ? error.message : String(error)}`;
