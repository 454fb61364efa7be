import type { RecordVerdict } from '#contracts';
import type { Erased } from './participant.port.js';

/** What the law makes of one field class of a record, as the policy's `erasureVerdict` tells it. */
export interface FieldVerdict {
  readonly fieldClass: string;
  readonly verdict: 'erase' | 'keep';
  readonly provision?: string;
  readonly until?: string;
}

/** `otherwise`: the provision of what is kept without one of its own. */
export const recordVerdict = (
  { record, kind }: Pick<RecordVerdict, 'record' | 'kind'>,
  fields: readonly FieldVerdict[],
  otherwise = '',
): RecordVerdict => ({
  record,
  kind,
  erase: fields.flatMap(({ verdict, fieldClass }) => (verdict === 'erase' ? [fieldClass] : [])),
  keep: fields.flatMap(({ verdict, fieldClass, provision = otherwise, until }) =>
    verdict === 'keep' ? [{ fieldClass, provision, ...(until !== undefined && { until }) }] : [],
  ),
});

export const keepsSome = ({ keep }: Pick<RecordVerdict, 'keep'>): boolean => keep.length > 0;

/** Retained where something stays of a record, done where something was there. */
export const outcomeOfErasure = (found: boolean, verdicts: readonly RecordVerdict[]): Erased['outcome'] =>
  verdicts.some(keepsSome) ? 'retained' : found ? 'done' : 'none';
