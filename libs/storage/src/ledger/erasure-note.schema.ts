import { factFields } from '../facts/fact-fields.js';
import { optional, part, required } from '../schema/declare-schema.js';
import type { ErasureNote, ErasureReason } from './erasure-note.js';

const reason = part<ErasureReason>({ reason: required(String), occasion: optional(String) });

export const erasureNote = factFields<ErasureNote>({
  leaves: required([String]),
  successors: optional([String]),
  because: required(reason),
});
