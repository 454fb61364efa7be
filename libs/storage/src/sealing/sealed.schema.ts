import { part, required } from '../schema/declare-schema.js';
import type { Sealed } from './sealed.js';

/** A value that only the holder of its party's key can read. */
export const sealed = part<Sealed>({
  kid: required(String),
  iv: required(Buffer),
  ct: required(Buffer),
  tag: required(Buffer),
} as never);
