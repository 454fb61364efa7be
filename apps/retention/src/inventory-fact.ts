import type { RecordKind } from '#contracts';
import type { Doubted } from '#policy';
import type { Fact } from '#storage';

/** How an act bears on its record; everything else that happened to a record leaves it as it is. */
export type RecordMark =
  | 'opened'
  | 'cancelled'
  | 'part-cancelled'
  | 'returned'
  | 'part-returned'
  | 'delivered'
  | 'closed';

/**
 * What retention keeps of a store event: ids, dates, country, what kind of record came into being.
 * No contents: those stay at the holder.
 */
export interface InventoryFact extends Fact, Doubted {
  readonly party: string;
  /** The holder, and the party's id there. */
  readonly source: string;
  readonly partyId: string;
  readonly kind: RecordKind;
  readonly record: string;
  readonly mark: RecordMark;
  /** The data subject's own act; it keeps the customer relationship going. */
  readonly ownAct: boolean;
  readonly vat?: 'domestic' | 'oss';
  readonly country?: string;
  readonly order?: string;
  /** Held for this controller in role processor: outside our own clocks and replies (Art. 28). */
  readonly controller?: string;
  readonly subjectKind?: string;
}

/** The customer said that the relationship is over. */
export const RELATIONSHIP_ENDED = 'customer.relationship-ended.v1';
export const ROLE_ENDED = 'customer.role-ended.v1';

/** Names a record among those of one holder: numbers of different kinds may be the same. */
export const keyOf = ({ kind, record }: { kind: string; record: string }): string => `${kind} ${record}`;
