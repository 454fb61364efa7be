import type { CloudEvent, PartyId, ScopeData } from '#contracts';

/** What somebody does beside being a customer. */
export const SCRIPTS = [
  'nothing',
  'prohibits',
  'prohibits-by-address',
  'prohibits-and-lifts',
  'grants',
  'grants-and-withdraws',
  'withdraws',
  'prohibits-and-is-erased',
] as const;
export type Script = (typeof SCRIPTS)[number];

export interface Prohibited {
  readonly suppression: string;
  readonly scope: ScopeData;
  readonly at: string;
  readonly byAddress: boolean;
  /** `performance.now()` when it was answered. */
  readonly answeredAt: number;
  lift?: { readonly id: string; readonly at: string };
  /** When lifting it was first tried: from then on nobody can tell whether it still holds. */
  liftTriedAt?: number;
}

interface Chosen {
  readonly id: string;
  readonly purpose: string;
  readonly channel: string;
  readonly at: string;
  readonly answeredAt: number;
}
export interface Withdrawn extends Chosen {
  readonly consents: readonly string[];
}

/** A write that was answered with success, to be asked for again under its own key. */
export interface Answered {
  readonly service: 'consent' | 'marketing-suppression' | 'subject-requests';
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly answer: object;
}

/** The true history of one person: what the store told of them, and every choice that was answered with success. */
export interface Person {
  readonly party: PartyId;
  readonly email: string;
  readonly script: Script;
  readonly events: readonly CloudEvent[];
  readonly prohibited: Prohibited[];
  readonly granted: Chosen[];
  readonly withdrawn: Withdrawn[];
  readonly answered: Answered[];
  /** The request for erasure. */
  erasure?: string;
}
