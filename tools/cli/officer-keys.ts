import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UsageError } from './surroundings.js';

/** An officer's private key; it comes from a file alone, never from the command line. */
export async function officerKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch(() => undefined);
  if (pem === undefined) throw new UsageError(`the key file ${file} cannot be read`);
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new UsageError(`${file} holds no private key in PEM`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new UsageError(`${file} holds no Ed25519 key`);
  return key;
}

/** Ed25519, in base64. */
export const signText = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text), key).toString('base64');

/** The public half, as `officers.yaml` has it. */
export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
