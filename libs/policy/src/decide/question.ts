import type { Because, CivilDate } from '../model/elements.js';

/** "May I process …?" Everything goes by its name in the policy. */
export interface Question {
  readonly purpose: string;
  readonly category: string;
  readonly channel?: string;
  readonly recipient?: string;
  /** A newsletter topic. */
  readonly topic?: string;
  /** What a marketing message is about; the existing-customer rule and work roles are judged by it. */
  readonly productGroup?: string;
  /** What a disclosure to an authority or in a transaction rests on. */
  readonly ground?: { readonly reference: string; readonly provision?: string };
  /** The moment asked about, an ISO instant with offset. */
  readonly at: string;
}

export type Scope =
  | { readonly kind: 'all-marketing' }
  | { readonly kind: 'channel'; readonly channel: string }
  | { readonly kind: 'topic'; readonly topic: string }
  | { readonly kind: 'research' }
  | { readonly kind: 'profiling' }
  | { readonly kind: 'disclosure'; readonly recipient?: string };

/** `order` is the fact that opened the contract; `closedOn` is the last day it was open. */
export interface ContractFact {
  readonly order: string;
  readonly openedOn: CivilDate;
  readonly closedOn?: CivilDate;
}

/** What the consent leaves unnamed it does not narrow; a recipient must be named to be covered. */
export interface ConsentFact {
  readonly id: string;
  readonly purpose: string;
  readonly category?: string;
  readonly channel?: string;
  readonly recipient?: string;
  readonly topic?: string;
  readonly grantedAt: string;
  /** `version` of the policy the person was told of; the one in force at `grantedAt` when left out. */
  readonly policyVersion?: string;
  readonly withdrawnAt?: string;
  /** Those it covers no more, though it names none itself. */
  readonly withoutRecipients?: readonly { readonly recipient: string; readonly since: string }[];
  /** Last day it was given for. */
  readonly expiresOn?: CivilDate;
}

/** A prohibition that has not been lifted. */
export interface ProhibitionFact {
  readonly id: string;
  readonly scope: Scope;
  readonly since: string;
}

/** Art. 21. Without a purpose it is against all that rests on legitimate interest. */
interface ObjectionFact {
  readonly id: string;
  readonly purpose?: string;
  readonly since: string;
  /** A person has found compelling grounds to go on (Art. 21(1)); counts only where the objection is not absolute. */
  readonly overridden?: boolean;
}

/** Art. 18. Without categories, or with none of them named, it covers all data of the person. */
interface RestrictionFact {
  readonly id: string;
  readonly since: string;
  readonly categories?: readonly string[];
}

/** Act 917/2014 §200(3): how the address was got in connection with a sale. */
export interface ExistingCustomer {
  readonly order: string;
  readonly productGroups: readonly string[];
  readonly collectedInSaleAt: string;
  readonly optOutOfferedAt?: string;
  readonly refusedAt?: string;
}

/** Act 917/2014 §202: what the work of an organisation's contact relates to, and how that is known. */
export interface WorkRole {
  readonly productGroups?: readonly string[];
  readonly endedOn?: CivilDate;
  /** Id of what shows the duties; a title alone does not. */
  readonly evidence?: string;
  /** Last day on which the evidence is relied on. */
  readonly recheckBy?: CivilDate;
}

/**
 * In what capacity an address is used: an organisation's own, such as info@; a person's because of their work duties;
 * a person's own. A work address without evidence of the duties is treated as the person's own.
 */
type AddressCapacity = 'legal-person' | 'work-role' | 'private';

/**
 * What is known of one person. A fact that does not stand any more (a lifted prohibition or restriction) is left out.
 * `asOf` is the moment up to which prohibitions, withdrawals, objections and restrictions are known; `now` is passed in.
 */
export interface KnownFacts {
  /** Name of an audience; a person of no audience is denied. */
  readonly audience?: string;
  /** Name of a subject kind; where unknown the person is treated as a natural person under §200(1). */
  readonly subjectKind?: string;
  /** Whether the data is ours or held for a customer of ours; `controller` when left out. */
  readonly role?: 'controller' | 'processor';
  readonly contracts: readonly ContractFact[];
  readonly consents: readonly ConsentFact[];
  readonly prohibitions: readonly ProhibitionFact[];
  readonly objections: readonly ObjectionFact[];
  readonly restrictions: readonly RestrictionFact[];
  readonly existingCustomer?: ExistingCustomer;
  readonly workRole?: WorkRole;
  /** Where left out, nothing electronic is sent to an organisation's contact without a consent or a sale (§§200, 202). */
  readonly capacity?: AddressCapacity;
  readonly asOf: string;
  readonly now: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Never empty. For a denial, what denied it; for a permission, all that it rests on. */
  readonly because: readonly Because[];
  /** Last date on which the permission holds by itself, as known now; left out when nothing known ends it. */
  readonly until?: CivilDate;
  readonly asOf: string;
  readonly policyVersion: string;
}
