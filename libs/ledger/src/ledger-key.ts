import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** The name a public key goes by in signatures: 16 hex digits of the SHA-256 of its SPKI. */
const nameOf = (publicKey: KeyObject): string =>
  createHash('sha256').update(spkiOf(publicKey)).digest('hex').slice(0, 16);

const spkiOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

/** Signs seals, heads and exports with Ed25519. */
export class LedgerKey {
  /** base64 of the SPKI: to be published. */
  readonly publicKey: string;
  readonly name: string;

  constructor(private readonly key: KeyObject) {
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('the ledger key must be an Ed25519 key');
    const publicKey = createPublicKey(key);
    this.publicKey = spkiOf(publicKey).toString('base64');
    this.name = nameOf(publicKey);
  }

  sign(text: string): { readonly key: string; readonly signature: string } {
    return { key: this.name, signature: sign(null, Buffer.from(text), this.key).toString('base64url') };
  }
}

export type IsSigned = (text: string, by: { readonly key: string; readonly signature: string }) => boolean;

/** Each key in PEM, or the base64 of its SPKI, as it is published. Throws where one is neither. */
export function signedByOneOf(publicKeys: readonly string[]): IsSigned {
  const keys = new Map(publicKeys.map(readPublicKey).map((key) => [nameOf(key), key]));
  return (text, { key: name, signature }) => {
    const key = keys.get(name);
    return key !== undefined && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  };
}

function readPublicKey(text: string): KeyObject {
  let key: KeyObject;
  try {
    key = text.includes('-----BEGIN PUBLIC')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
  } catch {
    throw new Error('a public key must be PEM, or the base64 of its SPKI');
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error('a public key of the ledger must be an Ed25519 key');
  return key;
}
