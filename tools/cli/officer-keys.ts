import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AcceptanceJudge, Officer } from '#policy';
import { UsageError } from './surroundings.js';

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Tells whether a signature is that of an officer; of nobody else, whatever it says. */
export function verifierOf(officers: readonly Officer[]): AcceptanceJudge['verify'] {
  return (name, text, signature) => {
    const officer = officers.find((each) => each.name === name);
    return officer !== undefined && isSigned(officer, text, signature);
  };
}

function isSigned({ publicKey }: Officer, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

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
