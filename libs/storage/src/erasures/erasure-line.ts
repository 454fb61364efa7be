import { createHash } from 'node:crypto';
import type { Strip } from '../journal/journal.port.js';

/** What one line of the erasure ledger says: facts that are gone or emptied, keys that are destroyed, or a tombstone. */
export type ErasureDeed =
  | { readonly erased: readonly string[]; readonly strip?: Strip }
  | { readonly shredded: readonly string[] }
  | { readonly tombstone: Readonly<Record<string, unknown>> };

export interface ErasureLine {
  readonly n: number;
  /** Machine time. */
  readonly at: string;
  /** Whose command or which rule. */
  readonly because: string;
  /** The hash key of the names in `erased`. */
  readonly kid: string;
  readonly deed: ErasureDeed;
  /** SHA-256 over the line before and this one without its hash. */
  readonly hash: string;
}

const hashOf = (before: string, line: Omit<ErasureLine, 'hash'>): string =>
  createHash('sha256')
    .update(`${before}\n${JSON.stringify(line)}`)
    .digest('base64url');

export function lineAfter(
  before: Pick<ErasureLine, 'n' | 'hash'>,
  { at, because, kid, deed }: Omit<ErasureLine, 'n' | 'hash'>,
): ErasureLine {
  const line = { n: before.n + 1, at, because, kid, deed };
  return { ...line, hash: hashOf(before.hash, line) };
}

/** The chain of a file begins with the file's name. */
export const beginningOf = (name: string): Pick<ErasureLine, 'n' | 'hash'> => ({ n: 0, hash: name });

/**
 * The lines of one file. A last line without its end was being written when the machine stopped: nobody was told that
 * it is done, and it is left out. Any other fault throws, with its place.
 */
export function linesIn(name: string, text: string): readonly ErasureLine[] {
  const whole = text.split('\n').slice(0, -1);
  let before = beginningOf(name);
  return whole.map((json, index) => {
    const line = parsed(json);
    if (line === undefined || lineAfter(before, line).hash !== line.hash || line.n !== before.n + 1)
      throw new Error(`the erasure ledger ${name} is not as it was written: line ${index + 1}`);
    before = line;
    return line;
  });
}

function parsed(json: string): ErasureLine | undefined {
  try {
    return JSON.parse(json) as ErasureLine;
  } catch {
    return undefined;
  }
}
