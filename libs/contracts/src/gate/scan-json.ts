import { GATE } from './limits.js';

/** Why bytes are not read; `detail` repeats nothing of them. */
export interface Unread {
  readonly reason: 'malformed' | 'too-large';
  readonly detail: string;
}

export interface Scanned {
  /** There are no more than these; names of fields are none. */
  readonly values: number;
  readonly depth: number;
  /** No text has a byte beyond ASCII. */
  readonly plain: boolean;
}

const NO_CHARACTER = -1;
const [QUOTE, BACKSLASH, COMMA, COLON, LETTER_U] = [0x22, 0x5c, 0x2c, 0x3a, 0x75];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Of each object or list that is open: how many things are in it, and which of the two it is. */
const held = new Uint32Array(GATE.depth + 1);
const isList = new Uint8Array(GATE.depth + 1);

/**
 * Counts what JSON is made of, before anything is made of it: one pass over the bytes, no recursion, nothing allocated.
 * What is no JSON it may let pass; the parser does not.
 */
export function scanJson(bytes: Uint8Array, from = 0): Scanned | Unread {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  let seen = 0;
  held[0] = 1;
  isList[0] = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const start = at + 1;
      for (at = start; at < bytes.length; at += 1) {
        const inner = bytes[at]!;
        if (inner === QUOTE) break;
        seen |= inner;
        if (inner !== BACKSLASH) continue;
        at += 1;
        if (bytes[at] !== LETTER_U) continue;
        at = endOfEscape(bytes, at);
        if (at === NO_CHARACTER) return malformed('has an escape that is no character');
      }
      const length = at - start;
      if (length > GATE.nameBytes && isName(bytes, at + 1))
        return tooLarge('has a field with too long a name');
      if (length > GATE.textBytes) return tooLarge('has too long a text');
    } else if (byte === COMMA || byte === OPEN_OBJECT || byte === OPEN_LIST) {
      values += 1;
      if (values > GATE.values) return tooLarge('has too many values');
      if (byte === COMMA) {
        held[depth]! += 1;
        if (isList[depth] === 1 && held[depth]! > GATE.items) return tooLarge('has too long a list');
        if (isList[depth] === 0 && held[depth]! > GATE.fields)
          return tooLarge('has an object with too many fields');
        continue;
      }
      depth += 1;
      if (depth > GATE.depth) return malformed('is nested too deeply');
      if (depth > deepest) deepest = depth;
      held[depth] = 1;
      isList[depth] = byte === OPEN_LIST ? 1 : 0;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0) return malformed('must be well-formed JSON');
      depth -= 1;
    }
  }
  return { values, depth: deepest, plain: seen < 0x80 };
}

export const malformed = (detail: string): Unread => ({ reason: 'malformed', detail });
export const tooLarge = (detail: string): Unread => ({ reason: 'too-large', detail });

/** Of the text that ends before `at`. */
function isName(bytes: Uint8Array, at: number): boolean {
  let next = at;
  while (bytes[next] === 0x20 || bytes[next] === 0x0a || bytes[next] === 0x0d || bytes[next] === 0x09)
    next += 1;
  return bytes[next] === COLON;
}

/** `at` is the `u`: where the escape ends, with the second half of a pair where it is the first. */
function endOfEscape(bytes: Uint8Array, at: number): number {
  const unit = hexAt(bytes, at + 1);
  if (unit === NO_CHARACTER || unit === 0xfffd || isLowHalf(unit)) return NO_CHARACTER;
  if (unit < 0xd800 || unit > 0xdbff) return at + 4;
  const paired = bytes[at + 5] === BACKSLASH && bytes[at + 6] === LETTER_U && isLowHalf(hexAt(bytes, at + 7));
  return paired ? at + 10 : NO_CHARACTER;
}

const isLowHalf = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

function hexAt(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let digit = at; digit < at + 4; digit += 1) {
    const value = hexOf(bytes[digit] ?? 0);
    if (value === NO_CHARACTER) return NO_CHARACTER;
    unit = unit * 16 + value;
  }
  return unit;
}

function hexOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : NO_CHARACTER;
}
