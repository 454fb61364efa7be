import type { mongo } from 'mongoose';

/** What a value is kept for decides its key, and so how long it can be read. */
export const SEAL_CLASSES = ['directory', 'request', 'proof', 'parked'] as const;
export type SealClass = (typeof SEAL_CLASSES)[number];

declare const holds: unique symbol;

/** A value only the holder of its party's key can read; `T` is what it opens to. */
export interface Sealed<T = unknown> {
  readonly kid: string;
  readonly iv: mongo.Binary;
  readonly ct: mongo.Binary;
  readonly tag: mongo.Binary;
  readonly [holds]?: T;
}

/** Whose key: a party reference and a class. */
export interface KeyRef {
  readonly party: string;
  readonly cls: SealClass;
}

export interface DataKey {
  readonly kid: string;
  readonly key: Buffer;
}

export const keyIdOf = ({ party, cls }: KeyRef): string => `${party}|${cls}`;

export const keyIdsOf = (party: string, cls?: SealClass): readonly string[] =>
  (cls === undefined ? SEAL_CLASSES : [cls]).map((each) => keyIdOf({ party, cls: each }));
