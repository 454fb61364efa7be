import type { mongo } from 'mongoose';
import type { CloudEvent } from '#contracts';

/** Something that happened, under its own id (the event's, or the idempotency key's): written once, never changed. */
export interface Fact {
  readonly _id: string;
  readonly type: string;
  /** Party reference (HashKeys.partyRef); absent where a fact is about no one. */
  readonly party?: string;
  /** Civil date in Helsinki of the act itself, `YYYY-MM-DD`, computed once at intake. */
  readonly on: string;
  /** Instant of the act, as its source stated it. */
  readonly at: string;
  /** Machine time of intake: for the relay and for operations, never for a person's right. */
  readonly takenAt: Date;
  /** Keyed hash of the HTTP body that made this fact (HashKeys.requestHash): same key, other body is a conflict. */
  readonly requestHash?: string;
  /** The publisher's lane and the fact's number in it, where it owes events. */
  readonly lane?: string;
  readonly n?: number;
  /** Present, both, until the broker has confirmed every event in `owes`. */
  readonly owes?: readonly CloudEvent[];
  readonly owed?: true;
  /** The audit record of the act that made it, until the audit trail has it. */
  readonly audit?: object;
  /** Given with the write: opens the ledger's commitment to this fact, and goes with it. */
  readonly salt?: mongo.Binary;
  /** The ledger's commitment to it, made when it was appended; goes when a seal holds it. Absent in a lot, which has it. */
  readonly leaf?: mongo.Binary;
  /** The ledger's seal that holds it, or the lot it came in, which a seal names; absent until there is one. */
  readonly seal?: number | string;
}

/** What a fact carries that owes these events: the events, and the mark by which the relay finds them after a crash. */
export const owing = (...owes: readonly CloudEvent[]): Required<Pick<Fact, 'owes' | 'owed'>> => ({
  owes,
  owed: true,
});

/**
 * `inserted`: this call made the fact durable. `duplicate`: a fact with this id was durable before.
 * `failed`: this document, and only this one, cannot be stored.
 */
export type Written = 'inserted' | 'duplicate' | { readonly failed: Error };

export const isFailed = (
  written: Written | { readonly outcome: string },
): written is { readonly outcome: 'failed'; readonly failed: Error } =>
  typeof written === 'object' && 'failed' in written;
