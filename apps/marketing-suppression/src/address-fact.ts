import type { AddressCapacity, AddressHash, RecordKind, SubjectKind } from '#contracts';
import type { Fact } from '#storage';

export const ADDRESS_KNOWN = 'address.known';
export const ROLE_STATED = 'work-role.stated';
export const ERASED = 'party.erased';

/** How an address came to the store; 917/2014 §200(3) asks for each of these. */
export interface Collection {
  readonly collectedAt: string;
  readonly optOutOffered: boolean;
  readonly refused: boolean;
}

/** What one store event tells of a party's addresses. Hashes only: neither a clear nor a sealed address is kept. */
export interface AddressFact extends Fact {
  readonly type: typeof ADDRESS_KNOWN;
  readonly party: string;
  readonly partyId: string;
  readonly source: string;
  /** The store's own record it came with. */
  readonly kind: RecordKind;
  readonly record: string;
  /** Each under every hash key that was live. */
  readonly addresses: readonly AddressHash[];
  /** These addresses are all that reach the party from then on. */
  readonly wholeContact?: true;
  readonly subjectKind?: SubjectKind;
  /** Of these addresses. */
  readonly capacity?: AddressCapacity;
  readonly collection?: Collection;
  readonly productGroups?: readonly string[];
}

/** The contact of an organisation has taken up or left a role; 917/2014 §202 rests on it. */
export interface WorkRoleFact extends Fact {
  readonly type: typeof ROLE_STATED;
  readonly party: string;
  readonly record: string;
  readonly ended: boolean;
}

/** The party's acts up to this fact's `at` are erased; what comes late of them is not kept either. */
export interface ErasedFact extends Fact {
  readonly type: typeof ERASED;
  readonly party: string;
  /** Acts that are kept for their own record only are named; absent: everything. */
  readonly records?: readonly string[];
  /** How many facts, and which prohibitions, the first hearing of the command found. */
  readonly held: number;
  readonly standing: readonly string[];
}

export type PartyFact = AddressFact | WorkRoleFact;
