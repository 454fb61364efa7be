import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Officer, parseOfficers } from '#policy';

/** Those who may sign; nobody where there is no file. Throws where the file cannot be used. */
export async function loadOfficers(file: string): Promise<readonly Officer[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const officers = text === undefined ? [] : parseOfficers(text, file);
  for (const { name, publicKey } of officers) {
    if (keyOf(publicKey)?.asymmetricKeyType !== 'ed25519')
      throw new Error(`${file}: the key of ${name} is no Ed25519 key`);
  }
  return officers;
}

function keyOf(publicKey: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** Whether the base64 signature over the text is that officer's; false for one who is not known. */
export function isSignedBy(
  officers: readonly Officer[],
  name: string,
  text: string,
  signature: string,
): boolean {
  return officers
    .filter((officer) => officer.name === name)
    .some(({ publicKey }) => {
      const key = keyOf(publicKey);
      return key !== undefined && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
    });
}

/** In hex, of the UTF-8 bytes. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
