import { hash } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.js';

const TAG = Buffer.from('seloste/ledger/record/v1\0');

/** What an erasure leaves of a record: says nothing of it to whoever has not its salt. base64url, 43 characters. */
export type Commitment = string;

/** SHA-256 over tag, salt and the canonical text of the record. */
export const commitmentTo = (record: Json, salt: Uint8Array): Commitment =>
  hash('sha256', Buffer.concat([TAG, salt, Buffer.from(canonicalJson(record))]), 'base64url');
