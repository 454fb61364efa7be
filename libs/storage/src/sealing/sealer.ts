import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { mongo } from 'mongoose';
import type { KeyPort } from './key.port.js';
import { keyIdOf } from './sealed.js';
import type { DataKey, KeyRef, Sealed, SealClass } from './sealed.js';

export interface ToSeal<T = unknown> extends KeyRef {
  readonly value: T;
}

export interface ToOpen<T = unknown> extends KeyRef {
  readonly sealed: Sealed<T>;
}

/** A sealed value that was changed, cut, or moved to another party or class: never given out, always reported. */
export class TamperedSealError extends Error {
  override readonly name = 'TamperedSealError';
}

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM with a random 96-bit IV, bound to party, class and key. A value whose key is gone opens as 'shredded',
 * also when the party has a newer key. What holds while another instance shreds: see MongoKeys.
 */
export class Sealer {
  constructor(private readonly keys: KeyPort) {}

  async seal<T>(party: string, cls: SealClass, value: T): Promise<Sealed<T>> {
    const [sealed] = await this.sealMany([{ party, cls, value }]);
    return sealed!;
  }

  /** In the order given; however many parties, at most one read and one write of the key database. */
  async sealMany<T>(items: readonly ToSeal<T>[]): Promise<readonly Sealed<T>[]> {
    if (items.length === 0) return [];
    const keys = await this.keys.getOrCreate(items);
    const ivs = randomFillSync(Buffer.allocUnsafe(items.length * ivLength));
    return items.map((item, index) => {
      const iv = ivs.subarray(index * ivLength, (index + 1) * ivLength);
      return sealWith<T>(keys[index]!, item, iv);
    });
  }

  async open<T>(sealed: Sealed<T>, party: string, cls: SealClass): Promise<T | 'shredded'> {
    const [opened] = await this.openMany([{ party, cls, sealed }]);
    return opened!;
  }

  async openMany<T>(items: readonly ToOpen<T>[]): Promise<readonly (T | 'shredded')[]> {
    if (items.length === 0) return [];
    const keys = await this.keys.get(items);
    return items.map((item, index) => openWith<T>(keys[index], item));
  }

  /** After this no copy of the key is left in the key database: what was sealed under it is gone, backups included. */
  shred(party: string, cls?: SealClass): Promise<void> {
    return this.keys.shred(party, cls);
  }
}

function sealWith<T>({ kid, key }: DataKey, item: ToSeal<T>, iv: Buffer): Sealed<T> {
  const text = JSON.stringify(item.value) as string | undefined;
  if (text === undefined) throw new TypeError('only JSON values can be sealed');
  const cipher = createCipheriv(algorithm, key, iv).setAAD(boundTo(item, kid));
  const ct = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    kid,
    iv: new mongo.Binary(iv),
    ct: new mongo.Binary(ct),
    tag: new mongo.Binary(cipher.getAuthTag()),
  };
}

function openWith<T>(dataKey: DataKey | undefined, item: ToOpen<T>): T | 'shredded' {
  const { sealed } = item;
  if (dataKey === undefined || dataKey.kid !== sealed.kid) return 'shredded';
  try {
    const decipher = createDecipheriv(algorithm, dataKey.key, bytesOf(sealed.iv), {
      authTagLength: tagLength,
    })
      .setAAD(boundTo(item, sealed.kid))
      .setAuthTag(bytesOf(sealed.tag));
    return JSON.parse(decipher.update(bytesOf(sealed.ct), undefined, 'utf8') + decipher.final('utf8')) as T;
  } catch {
    throw new TamperedSealError('a sealed value does not match its key, party or class');
  }
}

/** MongoDB may give a Binary or, where `promoteBuffers` is set, plain bytes. */
const bytesOf = (binary: mongo.Binary | Uint8Array): Uint8Array =>
  binary instanceof Uint8Array ? binary : binary.buffer.subarray(0, binary.position);

const boundTo = (ref: KeyRef, kid: string): Buffer => Buffer.from(`seloste/sealed/v1|${keyIdOf(ref)}|${kid}`);
