import { randomBytes } from 'node:crypto';
import type { KeyPort } from './key.port.js';
import { keyIdOf, keyIdsOf } from './sealed.js';
import type { DataKey, KeyRef, SealClass } from './sealed.js';

/** For tests without a database. Pass one to two sealers and they are two instances of a service. */
export class MemoryKeys implements KeyPort {
  private readonly keys = new Map<string, DataKey>();

  async getOrCreate(refs: readonly KeyRef[]): Promise<readonly DataKey[]> {
    return refs.map((ref) => {
      const id = keyIdOf(ref);
      const key = this.keys.get(id) ?? { kid: randomBytes(9).toString('base64url'), key: randomBytes(32) };
      this.keys.set(id, key);
      return key;
    });
  }

  async get(refs: readonly KeyRef[]): Promise<readonly (DataKey | undefined)[]> {
    return refs.map((ref) => this.keys.get(keyIdOf(ref)));
  }

  async shred(party: string, cls?: SealClass): Promise<void> {
    for (const id of keyIdsOf(party, cls)) this.keys.delete(id);
  }
}
