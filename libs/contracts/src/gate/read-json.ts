import { isUtf8 } from 'node:buffer';
import { GATE } from './limits.js';
import { malformed, scanJson, tooLarge, type Unread } from './scan-json.js';

export type Parsed = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & Unread);

const BOM = [0xef, 0xbb, 0xbf];
const REPLACEMENT = '\ufffd';
const CHARSET = /;\s*charset\s*=\s*("?)([^\s";]*)\1/gi;
const UTF_8 = ['utf-8', 'utf8', 'us-ascii'];

/** Of a content type: whether it says, or leaves open, that the text is UTF-8. */
export function isInUtf8(contentType: string): boolean {
  return [...contentType.matchAll(CHARSET)].every(([, , charset = '']) =>
    UTF_8.includes(charset.toLowerCase()),
  );
}

/**
 * The one gate before anything is read, for a message and a body alike: bytes, text, depth, and how much of everything;
 * only then is it parsed. Its work is linear in the bytes, and it never throws.
 */
export function readJson(bytes: Buffer): Parsed {
  if (bytes.length > GATE.bytes) return refused(tooLarge('is larger than what is taken here'));
  const from = BOM.every((byte, index) => bytes[index] === byte) ? BOM.length : 0;
  const scanned = scanJson(bytes, from);
  if ('reason' in scanned) return refused(scanned);
  if (!scanned.plain && !isUtf8(bytes)) return refused(malformed('must be text in UTF-8'));
  const text = bytes.toString(scanned.plain ? 'latin1' : 'utf8', from);
  if (!scanned.plain && text.includes(REPLACEMENT))
    return refused(malformed('has a character that another program could not read'));
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return refused(malformed('must be well-formed JSON'));
  }
}

const refused = (unread: Unread): Parsed => ({ ok: false, ...unread });
