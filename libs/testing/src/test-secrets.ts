import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileMasterKey, HashKeys } from '#storage';

export interface TestSecrets {
  readonly masterKeyFile: string;
  readonly hashKeysFile: string;
  readonly linkKeysFile: string;
  readonly journalKeyFile: string;
  readonly masterKey: FileMasterKey;
  readonly hashKeys: HashKeys;
  /** The files as a service's environment. */
  readonly environment: Readonly<
    Record<
      | 'MASTER_KEY_FILE'
      | 'HASH_KEYS_FILE'
      | 'LINK_KEYS_FILE'
      | 'JOURNAL_KEY_FILE'
      | 'ERASURE_LEDGER_DIR'
      | 'LEDGER_KEY_FILE',
      string
    >
  >;
  remove(): Promise<void>;
}

/** The same keys in every run, so that hashes in tests do not change; they protect nothing. */
const fixedKey = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');

export const fixedHashKeys = (): HashKeys => HashKeys.of({ current: 'h1', keys: { h1: fixedKey(2) } });

export async function testSecrets(): Promise<TestSecrets> {
  const folder = await mkdtemp(join(tmpdir(), 'seloste-secrets-'));
  const file = async (name: string, kid: string, byte: number): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify({ current: kid, keys: { [kid]: fixedKey(byte) } }), { mode: 0o600 });
    return path;
  };
  const masterKeyFile = await file('master-key.json', 'm1', 1);
  const hashKeysFile = await file('hash-keys.json', 'h1', 2);
  const linkKeysFile = await file('link-keys.json', 'l1', 3);
  const journalKeyFile = await file('journal-key.json', 'j1', 4);
  const ledgerKeyFile = join(folder, 'ledger.pem');
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeFile(ledgerKeyFile, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  return {
    journalKeyFile,
    masterKeyFile,
    hashKeysFile,
    linkKeysFile,
    masterKey: await FileMasterKey.load(masterKeyFile),
    hashKeys: await HashKeys.load(hashKeysFile),
    environment: {
      MASTER_KEY_FILE: masterKeyFile,
      HASH_KEYS_FILE: hashKeysFile,
      LINK_KEYS_FILE: linkKeysFile,
      JOURNAL_KEY_FILE: journalKeyFile,
      ERASURE_LEDGER_DIR: folder,
      LEDGER_KEY_FILE: ledgerKeyFile,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
