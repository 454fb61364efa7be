import { setTimeout as pause } from 'node:timers/promises';

/** What the work gives; throws `late` as an error where it takes longer, and the work goes on unheard. */
export async function inTime<T>(work: () => T | Promise<T>, withinMs: number, late: string): Promise<T> {
  const over = new AbortController();
  const tooLate = pause(withinMs, undefined, { signal: over.signal }).then((): never => {
    throw new Error(late);
  });
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    over.abort();
  }
}
