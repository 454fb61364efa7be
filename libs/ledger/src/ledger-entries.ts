import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.js';
import type { Commitment } from './commitment.js';
import type { LedgerKey } from './ledger-key.js';
import { merkleRoot } from './merkle.js';

interface Signature {
  readonly key: string;
  readonly signature: string;
}

interface SealContent {
  readonly service: string;
  /** 1, 2, 3, … */
  readonly seal: number;
  /** Hash of the seal before; '' for the first. */
  readonly previous: string;
  /** Machine time. */
  readonly at: string;
  /** The civil day it counts for. */
  readonly day: string;
  readonly root: string;
  /** Records sealed up to and with this one. */
  readonly total: number;
}

export interface Seal extends SealContent, Signature {
  readonly hash: string;
  readonly leaves: readonly Commitment[];
}

interface HeadContent {
  readonly service: string;
  readonly day: string;
  /** The last seal of the day, or of a day before where it had none. */
  readonly seal: number;
  readonly hash: string;
  readonly total: number;
  /** Hash of the head of the day before; '' for the first. */
  readonly previous: string;
}

export interface Head extends HeadContent, Signature {
  readonly head: string;
}

interface EndContent {
  readonly service: string;
  readonly at: string;
  readonly day: string;
  readonly seal: number;
  readonly hash: string;
  /** Hash of the last head; '' where there is none yet. */
  readonly head: string;
  /** Commitments to what no seal holds yet. */
  readonly pending: readonly Commitment[];
}

/** The signed end of an export: without it, something may be cut off. */
export type End = EndContent & Signature;

export const sealText = ({ service, seal, previous, at, day, root, total }: SealContent): string =>
  canonicalJson({ tag: 'seloste/ledger/seal/v1', service, seal, previous, at, day, root, total });

export const headText = ({ service, day, seal, hash, total, previous }: HeadContent): string =>
  canonicalJson({ tag: 'seloste/ledger/head/v1', service, day, seal, hash, total, previous });

export const endText = ({ service, at, day, seal, hash, head, pending }: EndContent): string =>
  canonicalJson({ tag: 'seloste/ledger/export/v1', service, at, day, seal, hash, head, pending });

export const hashOfText = (text: string): string => createHash('sha256').update(text).digest('base64url');

export function newSeal(
  previous: Pick<Seal, 'seal' | 'hash' | 'total'> | undefined,
  { service, at, day }: Pick<Seal, 'service' | 'at' | 'day'>,
  leaves: readonly Commitment[],
  key: Pick<LedgerKey, 'sign'>,
  root = merkleRoot(leaves),
): Seal {
  const content = {
    service,
    seal: (previous?.seal ?? 0) + 1,
    previous: previous?.hash ?? '',
    at,
    day,
    root,
    total: (previous?.total ?? 0) + leaves.length,
  };
  const text = sealText(content);
  return { ...content, hash: hashOfText(text), leaves, ...key.sign(text) };
}

export function newHead(
  previous: Pick<Head, 'head'> | undefined,
  day: string,
  { service, seal, hash, total }: Pick<Seal, 'service' | 'seal' | 'hash' | 'total'>,
  key: Pick<LedgerKey, 'sign'>,
): Head {
  const content = { service, day, seal, hash, total, previous: previous?.head ?? '' };
  const text = headText(content);
  return { ...content, head: hashOfText(text), ...key.sign(text) };
}

export const newEnd = (content: EndContent, key: Pick<LedgerKey, 'sign'>): End => ({
  ...content,
  ...key.sign(endText(content)),
});

/** The lines of an export, in this order; a seal is followed by its records that are not erased, by leaf. */
export type LedgerLine =
  | { readonly kind: 'ledger'; readonly format: typeof FORMAT; readonly service: string }
  | ({ readonly kind: 'seal' } & Seal)
  | RecordLine
  | ({ readonly kind: 'head' } & Head)
  | PendingLine
  | ({ readonly kind: 'end' } & End);

export interface RecordLine {
  readonly kind: 'record';
  readonly seal: number;
  /** Its place among the seal's leaves, from 0. */
  readonly leaf: number;
  readonly salt: string;
  readonly record: { readonly [key: string]: Json };
}

/** A record no seal holds yet. */
export interface PendingLine {
  readonly kind: 'pending';
  readonly salt: string;
  readonly record: { readonly [key: string]: Json };
}

export const FORMAT = 'seloste-ledger/1';

/** The id of the fact; of what is no fact, the text of whatever is there. */
export const idIn = ({ _id: id }: RecordLine['record']): string =>
  typeof id === 'string' ? id : canonicalJson(id ?? null);
