import { readFile } from 'node:fs/promises';

export interface KeyFile {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

/** Errors name the file and the fault, never a byte of a key. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : (error as NodeJS.ErrnoException).code;
    // oxlint-disable-next-line preserve-caught-error -- a JSON error quotes the text, and the text is a key
    throw new Error(`cannot read the key file ${path}: ${why}`);
  }
  return parseKeyFile(content, path);
}

export function parseKeyFile(content: unknown, path: string): KeyFile {
  const { current, keys } = (content ?? {}) as { current?: unknown; keys?: unknown };
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
  return { current, keys: parsed };
}
