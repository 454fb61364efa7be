import type { Fact } from '#storage';

export const CONSENT_GRANTED = 'consent.granted';
export const CONSENT_WITHDRAWN = 'consent.withdrawn';

interface ConsentScope {
  readonly party: string;
  readonly purpose: string;
  readonly channel?: string;
  readonly recipient?: string;
}

/** Consent's own facts, kept here to read only. */
export interface GrantFact extends Fact, ConsentScope {
  readonly type: typeof CONSENT_GRANTED;
  readonly party: string;
  readonly consent: string;
  readonly policyVersion?: string;
}

export interface WithdrawalFact extends Fact, ConsentScope {
  readonly type: typeof CONSENT_WITHDRAWN;
  readonly party: string;
  readonly withdrawal: string;
  readonly consents: readonly string[];
}

export type ConsentFact = GrantFact | WithdrawalFact;

/** What is left of an erased party's consent: its number in its lane, and the policy it was given under. */
export const CONSENT_ERASED = 'consent.erased';

export interface ConsentErasedFact extends Fact {
  readonly type: typeof CONSENT_ERASED;
  readonly policyVersion?: string;
}
