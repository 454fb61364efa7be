import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { type KeyFile, readKeyFile } from '../key-file.js';
import type { JournalEntry } from './journal.port.js';

const { BSON } = mongo;
const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/** A message of the journal that was changed, or is of another service. */
export class TamperedJournalError extends Error {
  override readonly name = 'TamperedJournalError';
}

/**
 * Seals journal messages with AES-256-GCM under the service's journal key, so that the broker cannot read them.
 * A message is: length of the key's name (1 byte), the name, IV, tag, ciphertext. The plaintext is BSON documents one
 * after the other: for each entry one that describes it, then as many as it has documents.
 */
export class JournalSeal {
  constructor(
    private readonly service: string,
    private readonly file: KeyFile,
  ) {}

  /** The file is a key ring, or one key alone in base64url, as a master key's. */
  static async load(service: string, path: string): Promise<JournalSeal> {
    return new JournalSeal(service, await readKeyFile(path, nameOf));
  }

  seal(plain: readonly Uint8Array[]): Buffer {
    const kid = Buffer.from(this.file.current);
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv(algorithm, this.key(this.file.current), iv).setAAD(this.boundTo(kid));
    const parts = [cipher.update(Buffer.concat(plain))];
    parts.push(cipher.final());
    return Buffer.concat([Buffer.of(kid.length), kid, iv, cipher.getAuthTag(), ...parts]);
  }

  open(sealed: Buffer): readonly JournalEntry[] {
    const ivAt = 1 + (sealed[0] ?? 0);
    const kid = sealed.subarray(1, ivAt);
    const key = this.key(kid.toString());
    let plain: Buffer;
    try {
      const decipher = createDecipheriv(algorithm, key, sealed.subarray(ivAt, ivAt + ivLength), {
        authTagLength: tagLength,
      })
        .setAAD(this.boundTo(kid))
        .setAuthTag(sealed.subarray(ivAt + ivLength, ivAt + ivLength + tagLength));
      plain = Buffer.concat([
        decipher.update(sealed.subarray(ivAt + ivLength + tagLength)),
        decipher.final(),
      ]);
    } catch {
      throw new TamperedJournalError(`a message in the journal is not as ${this.service} wrote it`);
    }
    return entriesIn(plain);
  }

  private key(kid: string): Buffer {
    const key = this.file.keys.get(kid);
    if (key === undefined) throw new TamperedJournalError(`the journal key ${kid} is not in the key file`);
    return key.length === 32 ? key : createHash('sha256').update(key).digest();
  }

  private boundTo(kid: Buffer): Buffer {
    return Buffer.concat([Buffer.from(`seloste/journal/v1|${this.service}|`), kid]);
  }
}

/** The plaintext of one entry. Throws where MongoDB could not store one of its documents either. */
export function encodeEntry(entry: JournalEntry): readonly Uint8Array[] {
  if (!('documents' in entry)) return [BSON.serialize(entry)];
  const { documents, ...rest } = entry;
  return [
    BSON.serialize({ ...rest, count: documents.length }),
    ...documents.map((document) => BSON.serialize(document, { ignoreUndefined: true })),
  ];
}

function entriesIn(plain: Buffer): readonly JournalEntry[] {
  let at = 0;
  const next = (): mongo.BSON.Document => {
    const size = plain.readInt32LE(at);
    at += size;
    return BSON.deserialize(plain.subarray(at - size, at));
  };
  const entries: JournalEntry[] = [];
  while (at < plain.length) {
    const { count, ...entry } = next() as { count?: number };
    const documents = Array.from({ length: count ?? 0 }, next);
    entries.push({ ...entry, ...(count !== undefined && { documents }) } as JournalEntry);
  }
  return entries;
}

const nameOf = (key: Buffer): string =>
  `j${createHash('sha256').update('seloste/journal-key-name').update(key).digest('hex').slice(0, 10)}`;
