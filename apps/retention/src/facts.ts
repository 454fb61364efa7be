import type { RecordKind, RecordVerdict } from '#contracts';
import type { CommandParts } from '#participant';
import type { Because } from '#policy';
import type { Fact } from '#storage';
import type { InventoryFact } from './inventory-fact.js';

/**
 * What came into being before `at` is erased: no retention rule keeps it any more, only a law does.
 * What arrives late about that time is due at once, so that its holder hears of it too.
 */
export interface ErasedFact extends Fact {
  readonly type: 'inventory.erased';
  readonly party: string;
  readonly occasion: 'clock' | 'request';
  /** Orders still being carried out then: the contract keeps them until they are. */
  readonly openOrders?: readonly string[];
}

/** These parts of a record are gone at its holder; the rest of it is kept. */
export interface FieldsErasedFact extends Fact {
  readonly type: 'fields.erased';
  readonly party: string;
  readonly kind: RecordKind;
  readonly record: string;
  readonly fieldClasses: readonly string[];
}

/** A record is wholly gone, here and by command at its holder; what is told of that time again is not kept. */
export interface RecordErasedFact extends Fact {
  readonly type: 'record.erased';
  readonly party: string;
  readonly recordRef: string;
}

/** A request about the party was opened or closed; while one is open no clock erases. */
export interface RequestFact extends Fact {
  readonly type: 'request.opened.v1' | 'request.closed.v1';
  readonly party: string;
  readonly request: string;
}

/** The clock ran out and every holder was told; one fact owes all the commands. */
export interface ErasureOrderedFact extends Fact {
  readonly type: 'erasure.ordered';
  readonly party: string;
  /** Until it is complete: the names of what is gone are gone with it. */
  readonly verdicts?: readonly RecordVerdict[];
  /** Everything held of the party was due, not just some records. */
  readonly whole: boolean;
  readonly participants: readonly string[];
  /** Where one command does not hold all records that their holder is to erase. */
  readonly parts?: CommandParts;
  readonly because: readonly Because[];
}

export interface ErasureCompletedFact extends Fact {
  readonly type: 'erasure.completed';
  readonly party: string;
  readonly erasure: string;
}

export type PartyFact =
  | InventoryFact
  | ErasedFact
  | FieldsErasedFact
  | RecordErasedFact
  | RequestFact
  | ErasureOrderedFact
  | ErasureCompletedFact;

export const isErased = (fact: Fact): fact is ErasedFact => fact.type === 'inventory.erased';
export const isFieldsErased = (fact: Fact): fact is FieldsErasedFact => fact.type === 'fields.erased';
export const isOfRequest = (fact: Fact): fact is RequestFact => fact.type.startsWith('request.');
export const isCompleted = (fact: Fact): fact is ErasureCompletedFact => fact.type === 'erasure.completed';
export const isInventory = (fact: Fact): fact is InventoryFact => 'mark' in fact;
