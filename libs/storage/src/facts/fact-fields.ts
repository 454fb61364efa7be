import { Schema } from 'mongoose';
import { definitionOf, type FieldsOf } from '../schema/declare-schema.js';
import type { Fact } from './fact.js';

type OwnFields<F extends Fact> = FieldsOf<Omit<F, Exclude<keyof Fact, 'party'>>>;
/** `party` again where the facts of a kind always have one. */
type FactFields<F extends Fact> = F extends { readonly party: string }
  ? OwnFields<F>
  : Omit<OwnFields<F>, 'party'>;

/** What facts of one kind have beyond what every fact has. */
export const factFields = <F extends Fact>(fields: FactFields<F>): Schema =>
  new Schema(definitionOf(fields), {
    strict: 'throw',
    _id: false,
    suppressReservedKeysWarning: true,
  });
