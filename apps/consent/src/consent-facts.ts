import type {
  AddressCapacity,
  AddressCollection,
  AddressHash,
  ChoiceMethod,
  PartyId,
  RecordVerdict,
  ReplyOutcome,
  ScopeData,
  SubjectKind,
} from '#contracts';
import { actAsBelieved, type Because, type BelievedDates } from '#policy';
import type { Fact, Sealed } from '#storage';

export type ContactField = 'name' | 'email' | 'phone' | 'organisation' | 'job-title' | 'user-id';

/** The act of the person (or of the company) a description comes from. */
type DescribingAct =
  | 'registered'
  | 'updated'
  | 'role-changed'
  | 'role-ended'
  | 'relationship-ended'
  | 'account-activated'
  | 'ordered';

/** What one act told about a party. Values are sealed under class `directory`; addresses are found by blind index. */
export interface Described {
  readonly act: DescribingAct;
  /** Name of a source in the policy. */
  readonly via: 'subject' | 'subscriber';
  readonly subscriber?: string;
  /** The notice in force at the moment of the act (Art. 13, 14). */
  readonly notice?: string;
  /** Whose key the values are under, where it is not the party's first one. */
  readonly sealedFor?: string;
  /** The party as its source knows it. */
  readonly ownId?: Sealed<PartyId>;
  readonly values?: Readonly<Partial<Record<ContactField, Sealed<string>>>>;
  /** Each under every hash key that was live. */
  readonly addresses?: readonly AddressHash[];
  /** These addresses are all that reach the party from then on. */
  readonly wholeContact?: true;
  /** Of these addresses. */
  readonly capacity?: AddressCapacity;
  readonly kind?: SubjectKind;
  readonly country?: string;
  readonly collection?: AddressCollection;
}

export interface DescriptionFact extends Fact, Described {
  readonly type: 'party.described';
  readonly party: string;
}

/** An order: the contract basis, and what it told of its buyer. Without `order`, it has been erased. */
export interface ContractFact extends Fact, Described {
  readonly type: 'contract.opened';
  readonly party: string;
  readonly order?: string;
  /** Erased here, but a law keeps records of the party at their holder. */
  readonly keptByLaw?: true;
  readonly productGroups?: readonly string[];
}

export interface Evidence {
  readonly textShown: string;
  readonly noticeVersion: string;
}

interface Choice {
  readonly party: string;
  readonly purpose: string;
  readonly channel?: string;
  readonly recipient?: string;
  readonly method: ChoiceMethod;
  readonly because: readonly Because[];
}

/** `_id` is the consent's id. The evidence is sealed under class `proof`; without it, the proof has been erased. */
export interface GrantFact extends Fact, Choice {
  readonly type: 'consent.granted';
  readonly party: string;
  /** The version the person was told of; where left out, the one in force at the moment. */
  readonly policyVersion?: string;
  readonly evidence?: Sealed<Evidence>;
}

/** `_id` is the withdrawal's id. It ends the consents it names and every earlier one it covers. */
export interface WithdrawalFact extends Fact, Choice {
  readonly type: 'consent.withdrawn';
  readonly party: string;
  readonly consents: readonly string[];
}

/** Suppression's facts, read only; `lane` and `n` are the publisher's, so that gaps are seen. */
export interface ProhibitionFact extends Fact {
  readonly type: 'suppression.added';
  readonly suppression: string;
  readonly address?: AddressHash;
  readonly scope: ScopeData;
}

export interface LiftFact extends Fact {
  readonly type: 'suppression.lifted';
  readonly suppressions: readonly string[];
}

/**
 * An erase command was carried out. As `party.erased` it reaches everything the party did up to `at`, also what comes
 * in late; as `records.erased` just single records went. Holds the answer, so that a repeated command gets the same one.
 */
export interface ErasedFact extends Fact {
  readonly type: 'party.erased' | 'records.erased';
  readonly party: string;
  readonly outcome: Exclude<ReplyOutcome, 'failed'>;
  readonly directory: boolean;
  /** Of the proofs that stay. */
  readonly kept: readonly RecordVerdict[];
}

type ChoiceFact = GrantFact | WithdrawalFact;
export type DirectoryFact = DescriptionFact | ContractFact;
type SuppressionFact = ProhibitionFact | LiftFact;
export type ConsentServiceFact = DirectoryFact | ChoiceFact | SuppressionFact | ErasedFact;

export const isDirectory = (fact: ConsentServiceFact): fact is DirectoryFact =>
  fact.type === 'party.described' || fact.type === 'contract.opened';

/** Nothing is decided, or erased, by a date that cannot be true. */
export const factAsBelieved = <F extends ConsentServiceFact>(fact: F, dates: BelievedDates): F =>
  actAsBelieved(fact, dates, fact.type === 'consent.granted');
