import type { KnownFacts, Scope } from '../decide/question.js';
import type { CivilDate } from '../model/elements.js';

/** Something that happened to one person, or that a person did. `at` is the moment of the act itself. */
interface Happened {
  readonly id: string;
  readonly at: string;
}

/** A way to reach a person, as its keyed hash; of one act several of the same kind are one address under several keys. */
export interface AddressTold {
  readonly kind: string;
  readonly hash: string;
}

/** Act 917/2014 §200(3): how an address was got. */
export interface Collection {
  readonly collectedAt: string;
  readonly optOutOffered: boolean;
  readonly refused: boolean;
}

/** What one event of the store told of the person. */
export interface Told extends Happened {
  readonly type: 'told';
  readonly act:
    | 'registered'
    | 'updated'
    | 'ordered'
    | 'role-changed'
    | 'role-ended'
    | 'relationship-ended'
    | 'account-activated';
  readonly on: CivilDate;
  readonly addresses?: readonly AddressTold[];
  /** From then on these addresses are all that reach the person: what is not among them is the person's no longer. */
  readonly wholeContact?: boolean;
  /** Of these addresses. */
  readonly capacity?: KnownFacts['capacity'];
  readonly subjectKind?: string;
  readonly collection?: Collection;
  /** Of an order that nothing has erased. */
  readonly order?: string;
  readonly productGroups?: readonly string[];
  /** An order that is erased here and kept at its holder by a law. */
  readonly keptByLaw?: boolean;
}

interface Choice extends Happened {
  readonly purpose: string;
  readonly channel?: string;
  readonly recipient?: string;
}

export interface Grant extends Choice {
  readonly type: 'granted';
  readonly policyVersion?: string;
}

/** Ends the consents it names, and every earlier one that it covers. */
export interface Withdrawal extends Choice {
  readonly type: 'withdrawn';
  readonly consents: readonly string[];
}

export interface Prohibition extends Happened {
  readonly type: 'prohibited';
  /** The prohibition it follows, and falls with. */
  readonly root?: string;
  readonly scope: { readonly kind: Scope['kind']; readonly value?: string };
  /** The person objects, however reached; otherwise just the address is prohibited, whoever has it. */
  readonly personal: boolean;
  readonly address?: string;
}

/** Art. 21. */
interface Objection extends Happened {
  readonly type: 'objected';
  readonly purpose?: string;
  readonly overridden?: boolean;
}

/** Art. 18. */
interface Restriction extends Happened {
  readonly type: 'restricted';
  readonly categories?: readonly string[];
}

/** Ends the prohibitions, objections and restrictions that it names, and no other; it may come before them. */
export interface Lift extends Happened {
  readonly type: 'lifted';
  readonly names: readonly string[];
}

/** All that the person did up to `at` is erased, but what was prohibited stays so. */
export interface Erasure extends Happened {
  readonly type: 'erased';
}

export type Act = Told | Grant | Withdrawal | Prohibition | Objection | Restriction | Lift | Erasure;

export const momentOf = ({ at }: Pick<Act, 'at'>): number => Date.parse(at);

/** Of two at the same moment the one of the later id, so that an order never depends on what came first. */
export const newestFirst = (one: Act, other: Act): number =>
  momentOf(other) - momentOf(one) || (one.id < other.id ? 1 : -1);

export const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1;

export const earliest = (instants: readonly string[]): string | undefined =>
  instants.toSorted((one, other) => Date.parse(one) - Date.parse(other) || (one < other ? -1 : 1))[0];
