import type { ConsentFact as PolicyConsent } from '#policy';
import {
  CONSENT_GRANTED,
  CONSENT_WITHDRAWN,
  type ConsentFact,
  type GrantFact,
  type WithdrawalFact,
} from '../choice-fact.js';

/**
 * Grants with what ended them. Everyone who shares the address counts as one here, so a withdrawal of any of them ends
 * the consent of all: a mailbox cannot tell them apart.
 */
export function standingConsents(facts: readonly ConsentFact[], channel: string): readonly PolicyConsent[] {
  const withdrawals = facts.filter((fact) => fact.type === CONSENT_WITHDRAWN);
  const grants = new Map(
    facts.filter((fact) => fact.type === CONSENT_GRANTED).map((grant) => [grant.consent, grant]),
  );
  return [...grants.values()].map((grant) => {
    const ended = withdrawals.filter((withdrawal) => ends(withdrawal, grant, channel)).map(({ at }) => at);
    const withdrawnAt = ended.sort()[0];
    return {
      id: grant.consent,
      purpose: grant.purpose,
      ...(grant.channel !== undefined && { channel: grant.channel }),
      ...(grant.recipient !== undefined && { recipient: grant.recipient }),
      grantedAt: grant.at,
      ...(grant.policyVersion !== undefined && { policyVersion: grant.policyVersion }),
      ...(withdrawnAt !== undefined && { withdrawnAt }),
    };
  });
}

function ends(withdrawal: WithdrawalFact, grant: GrantFact, channel: string): boolean {
  if (withdrawal.consents.includes(grant.consent)) return true;
  const sameMatter =
    withdrawal.purpose === grant.purpose &&
    (withdrawal.channel === undefined || withdrawal.channel === (grant.channel ?? channel)) &&
    (withdrawal.recipient === undefined || withdrawal.recipient === grant.recipient);
  // At the same moment the stricter holds.
  return sameMatter && grant.at <= withdrawal.at;
}
