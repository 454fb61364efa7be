import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LedgerKey } from '#ledger';

/** A PEM file, PKCS #8. No error says anything of its content. */
export async function loadLedgerKey(path: string): Promise<LedgerKey> {
  const pem = await readFile(path, 'utf8');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error(`the ledger key file ${path} holds no private key in PEM`);
  }
  return new LedgerKey(key);
}
