import type { ConsentFact, Policy } from '#policy';
import type { ConsentServiceFact, GrantFact, WithdrawalFact } from './consent-facts.js';
import { isErased } from './erased-before.decision.js';

/** The channels a purpose may use, by the policy; a consent for all of them can lose one. */
export type ChannelsOf = (purpose: string) => readonly string[];

/** The channels that any of these policies knows. */
export const channelsIn =
  (...policies: readonly Policy[]): ChannelsOf =>
  (purpose) => [
    ...new Set(policies.flatMap((policy) => policy.byName.purposes.get(purpose)?.channels ?? [])),
  ];

/**
 * Grants minus withdrawals, in whatever order they came. A withdrawal ends what it names and every covered consent not
 * granted after it; one for a single channel takes just that channel out of a consent for all of them. An erasure ends
 * every consent given before it.
 */
export function foldConsents(
  facts: readonly ConsentServiceFact[],
  erased: { readonly before: number; readonly at?: string },
  channelsOf: ChannelsOf,
): readonly ConsentFact[] {
  const withdrawals = facts.filter((fact) => fact.type === 'consent.withdrawn');
  return facts
    .filter((fact) => fact.type === 'consent.granted')
    .sort(byId)
    .flatMap((grant) => {
      const hitting = withdrawals.filter((withdrawal) => reaches(withdrawal, grant));
      const gone = erased.at !== undefined && isErased(grant, erased.before) ? [erased.at] : [];
      const whole = hitting.filter(({ channel }) => channel === undefined || channel === grant.channel);
      const ends = [...whole.map(({ at }) => at), ...gone];
      if (ends.length > 0) return [consentOf(grant, grant.channel, earliest(ends))];
      if (hitting.length === 0) return [consentOf(grant, grant.channel)];
      return channelsOf(grant.purpose).map((channel) =>
        consentOf(
          grant,
          channel,
          earliest(hitting.filter((each) => each.channel === channel).map(({ at }) => at)),
        ),
      );
    });
}

function reaches(withdrawal: WithdrawalFact, grant: GrantFact): boolean {
  const covers =
    withdrawal.purpose === grant.purpose &&
    agree(withdrawal.channel, grant.channel) &&
    agree(withdrawal.recipient, grant.recipient);
  return (
    covers && (withdrawal.consents.includes(grant._id) || Date.parse(grant.at) <= Date.parse(withdrawal.at))
  );
}

const agree = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

function consentOf(grant: GrantFact, channel: string | undefined, withdrawnAt?: string): ConsentFact {
  const { _id: id, purpose, recipient, at: grantedAt, policyVersion } = grant;
  return {
    id,
    purpose,
    grantedAt,
    ...(channel !== undefined && { channel }),
    ...(recipient !== undefined && { recipient }),
    ...(policyVersion !== undefined && { policyVersion }),
    ...(withdrawnAt !== undefined && { withdrawnAt }),
  };
}

const earliest = (instants: readonly string[]): string | undefined =>
  [...instants].sort((one, other) => Date.parse(one) - Date.parse(other) || (one < other ? -1 : 1))[0];

const byId = (one: GrantFact, other: GrantFact): number => (one._id < other._id ? -1 : 1);
