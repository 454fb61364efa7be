import { readFile } from 'node:fs/promises';

export interface KeyFile {
  readonly current: string;
  /** Of hash keys: the one that all references to parties are made by, the first where left out. */
  readonly parties?: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

/**
 * Errors name the file and the fault, never a byte of a key. Where `nameOf` can name it, the file may also be one
 * bare key in base64url.
 */
export async function readKeyFile(path: string, nameOf?: (key: Buffer) => string): Promise<KeyFile> {
  const text = await readText(path);
  if (nameOf !== undefined && /^[\w-]{40,}\s*$/.test(text)) {
    const name = nameOf(Buffer.from(text.trim(), 'base64url'));
    return parseKeyFile({ current: name, keys: { [name]: text.trim() } }, path);
  }
  return parseKeyFile(parsedJson(text, path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read the key file ${path}: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}

/** A JSON error quotes the text, and the text is a key: so it is no cause. */
function parsedJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`cannot read the key file ${path}: it is not JSON`);
  }
}

export function parseKeyFile(content: unknown, path: string): KeyFile {
  const { current, parties, keys } = (content ?? {}) as Readonly<Record<string, unknown>>;
  const wrong = (why: string): Error => new Error(`the key file ${path} is not usable: ${why}`);
  if (typeof current !== 'string') throw wrong('"current" must name a key');
  if (typeof keys !== 'object' || keys === null) throw wrong('"keys" must be an object');
  const parsed = new Map<string, Buffer>();
  for (const [kid, value] of Object.entries(keys)) {
    if (!/^[a-z0-9]{1,16}$/.test(kid)) throw wrong('a key name must be 1 to 16 of a-z and 0-9');
    if (typeof value !== 'string' || !/^[\w-]+$/.test(value)) throw wrong(`key ${kid} must be base64url`);
    const key = Buffer.from(value, 'base64url');
    if (key.length < 32) throw wrong(`key ${kid} must have at least 32 bytes`);
    parsed.set(kid, key);
  }
  if (!parsed.has(current)) throw wrong(`"current" names ${current}, which is not in "keys"`);
  if (parties === undefined) return { current, keys: parsed };
  if (typeof parties !== 'string' || !parsed.has(parties)) throw wrong('"parties" must name a key of "keys"');
  return { current, parties, keys: parsed };
}
