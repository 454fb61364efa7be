import { collectionOf, required } from '../schema/declare-schema.js';
import type { ErasureLine } from './erasure-line.js';

/** How far a file of the erasure ledger was written. */
export type Written = Pick<ErasureLine, 'n' | 'hash'>;

export interface WrittenDocument extends Written {
  readonly _id: string;
  readonly file: string;
}

export const erasureFiles = collectionOf<WrittenDocument>('erasure_files', {
  _id: required(String),
  file: required(String),
  n: required(Number),
  hash: required(String),
});
erasureFiles.index({ file: 1, n: 1 }, { name: 'file_n' });
