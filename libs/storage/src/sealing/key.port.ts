import type { DataKey, KeyRef, SealClass } from './sealed.js';

/**
 * Where data keys live. `MongoKeys` and the fake `MemoryKeys` are held to one contract (key.port.int.spec.ts):
 * one living key per party and class whatever the race, and after `shred` a new key with a new kid, never the old one.
 */
export interface KeyPort {
  /** The living keys, in the order asked; missing ones are made, durable before they are given out. */
  getOrCreate(refs: readonly KeyRef[]): Promise<readonly DataKey[]>;
  /** The living keys, in the order asked; `undefined` where there is none. */
  get(refs: readonly KeyRef[]): Promise<readonly (DataKey | undefined)[]>;
  /** Destroys the party's keys (of one class, or of all). */
  shred(party: string, cls?: SealClass): Promise<void>;
}
