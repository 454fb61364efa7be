import { createHash } from 'node:crypto';
import type { AddressHash, BecauseData, ChoiceMethod, ScopeData } from '#contracts';
import type { Fact, Sealed } from '#storage';

export const PROHIBITED = 'suppression.added';
export const ECHOED = 'suppression.echoed';
export const LIFTED = 'suppression.lifted';

/** Who said what, in which words; never why, since nobody is asked. */
interface ChoiceEvidence {
  readonly recordedBy: string;
  readonly recordedAt: string;
  readonly [detail: string]: string;
}

/** A person's prohibition, as it was made. Holds for a party, an address, or both, known here or not. */
export interface ProhibitionFact extends Fact {
  readonly type: typeof PROHIBITED;
  /** The id others know it by. */
  readonly suppression: string;
  readonly address?: AddressHash;
  /** It means the address and no person: a click on a link that cannot say whom it was sent to. */
  readonly addressOnly?: true;
  readonly scope: ScopeData;
  readonly method: ChoiceMethod;
  readonly because: readonly BecauseData[];
  readonly evidence: Sealed<ChoiceEvidence>;
}

/**
 * The same prohibition for one address of the prohibited party, for the prohibited address under another hash key, or for
 * a party that has, or then had, the prohibited address: who objects objects as a person.
 * The marketing service knows addresses only, and it keeps the prohibition alive once the party's addresses have been
 * erased here.
 */
export interface EchoFact extends Fact {
  readonly type: typeof ECHOED;
  readonly suppression: string;
  /**
   * The prohibition it follows: it stands and falls with it. What a bare address's prohibition means for one person is the
   * root of that person's echoes and its own: another person's lift leaves it.
   */
  readonly root: string;
  readonly address: AddressHash;
  readonly addressOnly?: true;
  readonly scope: ScopeData;
  readonly method: ChoiceMethod;
}

/** A fresh act that names what it lifts; what it does not name stays. */
export interface LiftFact extends Fact {
  readonly type: typeof LIFTED;
  readonly lift: string;
  /** Whose prohibition it lifts; none where that of an address is lifted which nobody was known to have. */
  readonly party?: string;
  readonly suppressions: readonly string[];
  readonly method: ChoiceMethod;
  readonly because: readonly BecauseData[];
  /** Absent where it only completes an earlier lift with an echo that came to be at the same time. */
  readonly evidence?: Sealed<ChoiceEvidence>;
}

export type StandingFact = ProhibitionFact | EchoFact;
export type SuppressionFact = StandingFact | LiftFact;

/** Fact ids are base64url and may begin with a sign that ids in events may not. */
export const suppressionIdOf = (factId: string): string => `s.${factId}`;
export const factIdOfSuppression = (suppression: string): string => suppression.replace(/^s\./, '');
export const liftIdOf = (factId: string): string => `l.${factId}`;
/** A natural key: however often and wherever an echo is derived, it is the same one. */
export function echoIdOf(root: string, { hash }: AddressHash): string {
  const [prohibition, person] = root.split('/');
  return person === undefined ? `${root}/${hash}` : `${prohibition}/${digest(`${person}/${hash}`)}`;
}
export const personEchoIdOf = (suppression: string, party: string): string => `${suppression}/${party}`;
/** The lift of an echo, by the lift of what it follows. */
export const echoLiftIdOf = (lift: string, { suppression }: EchoFact): string =>
  `${lift}${suppression.slice(suppression.indexOf('/'))}`;

/** Two ids in one would be longer than an id may be. */
const digest = (ids: string): string => createHash('sha256').update(ids).digest('base64url');
