import { type DataRead, readWellFormed } from './read-well-formed.js';
import { type Careful, type DataDefect, readWithCare } from './read-with-care.js';
import type { DataClassOf } from './data-shape.js';
import type { DataClass } from './registry.js';

/** So many defects are worked out of one message or body. */
export const MOST_DEFECTS = 100;

/** The data of a message as its contract has it, or the first that is wrong with it. Never throws. */
export function judgeData(dataClass: DataClass, raw: Record<string, unknown>): DataRead | DataDefect {
  const read =
    readWellFormed(dataClass, raw) ?? readWithCare(dataClass, raw, { unknown: 'left-out', most: 1 }, '/data');
  return 'data' in read ? read : read.defects[0]!;
}

export interface Strictness {
  readonly most?: number;
  readonly asText?: boolean;
  /** Where the data stands in what was sent. */
  readonly pointer?: string;
}

/** What a caller sends and waits for: nothing unknown in it, or everything that is wrong with it. Never throws. */
export function readStrictly<T extends object>(
  dataClass: DataClassOf<T>,
  raw: Record<string, unknown>,
  { most = MOST_DEFECTS, asText = false, pointer = '' }: Strictness = {},
): Careful<T> {
  const quick = asText ? undefined : (readWellFormed(dataClass, raw) as DataRead<T> | undefined);
  if (quick?.dropped === 0) return quick;
  return readWithCare(dataClass, raw, { unknown: 'refused', most, asText }, pointer);
}
