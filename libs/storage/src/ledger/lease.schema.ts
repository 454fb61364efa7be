import { collectionOf, optional, part, required } from '../schema/declare-schema.js';

/** Up to here the journal has seals and heads. */
export interface Journaled {
  readonly seal: number;
  readonly head: string;
}

/** `ledger`: who seals, and how far they have come. */
export interface LedgerLeaseDocument {
  readonly _id: 'ledger';
  readonly holder: string;
  readonly until: Date;
  readonly roundAt?: Date;
  readonly journaled?: Journaled;
}

/** `audit/<instance>`: how far one instance has told the journal of its own records of acts; a record is never changed, so it bears no mark. */
export interface AuditLeaseDocument {
  readonly _id: string;
  /** Its records of before this moment, by the clock their ids are made by, are in the journal. */
  readonly told: Date;
  /** By the database's clock. */
  readonly aliveAt: Date;
  /** Nothing of it is left to be told; MongoDB removes this after a while. */
  readonly overAt?: Date;
}

type LeaseDocument = { readonly _id: string } & Partial<
  Omit<LedgerLeaseDocument, '_id'> & Omit<AuditLeaseDocument, '_id'>
>;

const KEPT_SECONDS = 30 * 86_400;

export const leases = collectionOf<LeaseDocument>('leases', {
  _id: required(String),
  holder: optional(String),
  until: optional(Date),
  roundAt: optional(Date),
  journaled: optional(part<Journaled>({ seal: required(Number), head: required(String) })),
  told: optional(Date),
  aliveAt: optional(Date),
  overAt: optional(Date),
});
leases.index({ overAt: 1 }, { name: 'over_at', expireAfterSeconds: KEPT_SECONDS });
