import { Gauge, type Registry } from 'prom-client';
import { inTime } from '../lifecycle/in-time.js';

export interface Measured {
  readonly name: string;
  readonly help: string;
  /** The one label, where there is more than one value. */
  readonly label?: string;
  /** What is known is told again for so long, so that scraping costs the database little. */
  readonly everyMs?: number;
  /** A value, or one for each of the label's; undefined: there is nothing to tell. */
  readonly read: () => Measurement | Promise<Measurement>;
}

type Measurement = number | undefined | Readonly<Record<string, number>>;

const WITHIN_MS = 3000;

/**
 * A gauge that is read when somebody scrapes. What cannot be read, or not in time, is left out: an old number or a
 * zero would say that all is well, and one failure must not take the other metrics away.
 */
export function measuredGauge(registry: Registry, { name, help, label, everyMs = 0, read }: Measured): void {
  let known: { readonly atMs: number; readonly value: Promise<Measurement> } | undefined;
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect: async () => {
      const nowMs = performance.now();
      if (known === undefined || nowMs - known.atMs >= everyMs) {
        known = { atMs: nowMs, value: inTime(read, WITHIN_MS, 'not read in time') };
      }
      const value = await known.value.catch(() => {
        known = undefined;
        return undefined;
      });
      gauge.reset();
      if (typeof value === 'number') gauge.set(value);
      else if (label === undefined) gauge.remove();
      else for (const [word, one] of Object.entries(value ?? {})) gauge.set({ [label]: word }, one);
    },
  });
}
