import { countOf, joined, numbersIn, type Run, runsOf, without } from '#messaging';
import type { LanesPage } from '#service';
import type { Holding } from './holdings.js';

/** By lane, ascending. */
export type Lanes = ReadonlyMap<string, readonly Run[]>;

/** What one look at publisher and holder found, each part read after the one before it. */
export interface Look {
  /** At the holder, before anything was read at the publisher. */
  readonly heldBefore: Lanes;
  readonly published: Lanes;
  /** Of those, what the broker had not confirmed. */
  readonly owed: Lanes;
}

export interface Gap extends Pick<Holding, 'holder' | 'of'> {
  /** `missing`: with the broker once, and not at the holder. `gone`: at the holder, and not at its own publisher. */
  readonly kind: 'missing' | 'gone';
  readonly lane: string;
  readonly runs: readonly Run[];
}

const none: readonly Run[] = [];

/** What the publisher was sure of, and the holder had not when it was looked at before: lost, or on its way. */
export const notHeldYet = ({ heldBefore, published, owed }: Look): Lanes =>
  mapped(published, (runs, lane) =>
    without(without(runs, owed.get(lane) ?? none), heldBefore.get(lane) ?? none),
  );

/** Read at the holder after its queue had passed the moment of the look. */
export const stillMissing = (suspects: Lanes, heldNow: Lanes, parked: Lanes): Lanes =>
  mapped(suspects, (runs, lane) =>
    without(without(runs, heldNow.get(lane) ?? none), parked.get(lane) ?? none),
  );

/** What a holder has of a publisher without numbers: it was taken in by a version that kept none. */
export interface Unnumbered {
  readonly facts: number;
  readonly until?: string;
}

/**
 * What is missing by its number may be held without one, where the publisher took it in before the holder's last such fact.
 * Which is which cannot be told: nothing is called missing as long as there are no more of them than that.
 */
export function withoutUnnumbered(
  missing: Lanes,
  takenAt: (lane: string, n: number) => string | undefined,
  { facts, until = '' }: Unnumbered,
): Lanes {
  const isEarly = (lane: string, n: number): boolean => (takenAt(lane, n) ?? until) < until;
  const late = mapped(missing, (runs, lane) =>
    runsOf(numbersIn(runs, Infinity).filter((n) => !isEarly(lane, n))),
  );
  return countIn(missing) - countIn(late) > facts ? missing : late;
}

/** A holder has nothing that its publisher had not before, so what was held first must be there. */
export const goneAtPublisher = ({ heldBefore, published }: Look): Lanes =>
  mapped(heldBefore, (runs, lane) => without(runs, published.get(lane) ?? none));

export const gapsIn = (lanes: Lanes, { holder, of }: Holding, kind: Gap['kind']): readonly Gap[] =>
  [...lanes].map(([lane, runs]) => ({ kind, holder, of, lane, runs }));

export const countIn = (lanes: Lanes): number =>
  [...lanes.values()].reduce((sum, runs) => sum + countOf(runs), 0);

export function lanesOf(pages: LanesPage['lanes']): Lanes {
  const lanes = new Map<string, readonly Run[]>();
  for (const { lane, runs } of pages) lanes.set(lane, joined([...(lanes.get(lane) ?? none), ...runs]));
  return lanes;
}

export const lanesAmong = (lanes: Lanes, isAmong: (lane: string) => boolean): Lanes =>
  new Map([...lanes].filter(([lane]) => isAmong(lane)));

/** Lanes of which nothing is left are left out. */
function mapped(lanes: Lanes, change: (runs: readonly Run[], lane: string) => readonly Run[]): Lanes {
  const changed = [...lanes].map(([lane, runs]) => [lane, change(runs, lane)] as const);
  return new Map(changed.filter(([, runs]) => runs.length > 0));
}
