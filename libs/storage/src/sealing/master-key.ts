import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readKeyFile } from '../key-file.js';
import type { KeyFile } from '../key-file.js';
import { type MasterKey, MissingMasterKeyError } from './master-key.port.js';
import type { ToUnwrap, ToWrap, WrappedKey } from './master-key.port.js';

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/**
 * `{"current":"m1","keys":{"m1":"<32 bytes, base64url>"}}`; older keys stay listed as long as they wrap anything.
 * Or one key alone in base64url: its name then comes from its hash, and is the one to list it under later.
 */
export class FileMasterKey implements MasterKey {
  readonly current: string;

  constructor(private readonly file: KeyFile) {
    this.current = file.current;
    for (const [kid, key] of file.keys) {
      if (key.length !== 32) throw new Error(`master key ${kid} must have 32 bytes, it has ${key.length}`);
    }
  }

  static async load(path: string): Promise<FileMasterKey> {
    return new FileMasterKey(await readKeyFile(path, nameOf));
  }

  async wrap(items: readonly ToWrap[]): Promise<readonly WrappedKey[]> {
    const by = this.current;
    return items.map(({ key, context }) => {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv(algorithm, this.keyNamed(by), iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
      return { by, wrapped: Buffer.concat([iv, sealed, cipher.getAuthTag()]) };
    });
  }

  async unwrap(items: readonly ToUnwrap[]): Promise<readonly Buffer[]> {
    return items.map(({ by, wrapped, context }) => {
      const iv = wrapped.subarray(0, ivLength);
      const decipher = createDecipheriv(algorithm, this.keyNamed(by), iv, { authTagLength: tagLength })
        .setAAD(Buffer.from(context))
        .setAuthTag(wrapped.subarray(-tagLength));
      return Buffer.concat([decipher.update(wrapped.subarray(ivLength, -tagLength)), decipher.final()]);
    });
  }

  private keyNamed(kid: string): Buffer {
    const key = this.file.keys.get(kid);
    if (key === undefined) throw new MissingMasterKeyError(kid);
    return key;
  }
}

const nameOf = (key: Buffer): string =>
  `m${createHash('sha256').update('seloste/master-key-name').update(key).digest('hex').slice(0, 10)}`;
