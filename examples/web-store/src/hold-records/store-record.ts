import type { RecordKind } from '#contracts';
import type { CivilDate } from '../shift-dates/local-time.js';

/** Parts of a record that can be erased apart; the words are those of the policy the store was given. */
export type FieldClass = 'identity' | 'contact' | 'order' | 'delivery' | 'voucher';

export type Fields = Readonly<Record<string, string>>;

/** One record of the store. What was erased is absent; a record with nothing left keeps its number alone. */
export interface StoreRecord {
  /** `order/536365` */
  readonly _id: string;
  readonly kind: RecordKind;
  readonly record: string;
  /** `customer/12748` or, for a guest, `buyer/536365`. */
  readonly party?: string;
  readonly fields: Readonly<Partial<Record<FieldClass, Fields>>>;
  /** The store's own duty: the last day the voucher is kept, and by which law. */
  readonly voucher?: { readonly until: CivilDate; readonly provision: string };
  readonly erased?: readonly FieldClass[];
}

export interface RecordErasure {
  readonly id: string;
  readonly classes: readonly FieldClass[];
  /** Nothing is left: the party goes as well, the number stays so that no replay brings the record back. */
  readonly whole: boolean;
}

export const recordId = (kind: RecordKind, record: string): string => `${kind}/${record}`;

export const fieldClassesOf = ({ fields }: StoreRecord): FieldClass[] => Object.keys(fields) as FieldClass[];
