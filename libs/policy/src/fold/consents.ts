import type { ConsentFact } from '../decide/question.js';
import type { Policy } from '../model/policy.js';
import { byId, earliest, type Grant, momentOf, type Withdrawal } from './acts.js';

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
 * granted after it. One for a single channel takes just that channel out of a consent for all of them, and one that
 * names a recipient just the disclosure to that recipient out of a consent that names none. `erased` is the moment at
 * which all that was granted before it ended with its directory.
 */
export function foldConsents(
  grants: readonly Grant[],
  withdrawals: readonly Withdrawal[],
  channelsOf: ChannelsOf,
  erased?: string,
): readonly ConsentFact[] {
  return grants.toSorted(byId).flatMap((grant) => {
    const hitting = withdrawals.filter((withdrawal) => reaches(withdrawal, grant));
    const whole = hitting.filter((withdrawal) => !isForOneRecipient(withdrawal, grant));
    const without = hitting.filter((withdrawal) => isForOneRecipient(withdrawal, grant));
    const gone = erased !== undefined && momentOf(grant) <= Date.parse(erased) ? [erased] : [];
    const ended = whole.filter(({ channel }) => channel === undefined || channel === grant.channel);
    const end = earliest([...ended.map(({ at }) => at), ...gone]);
    if (end !== undefined) return [consentOf(grant, grant.channel, end, [])];
    const oneChannel = hitting.some(({ channel }) => channel !== undefined && channel !== grant.channel);
    const channels = oneChannel ? channelsOf(grant.purpose) : [grant.channel];
    return channels.map((channel) => {
      const concerns = (withdrawal: Withdrawal): boolean =>
        withdrawal.channel === undefined || withdrawal.channel === channel;
      const lost = earliest(whole.filter(concerns).map(({ at }) => at));
      return consentOf(grant, channel, lost, without.filter(concerns));
    });
  });
}

/**
 * Who says no without having said yes, or to more than that, has said no all the same. For one recipient it is no more
 * than foldConsents makes of it.
 */
export const refusalsIn = (withdrawals: readonly Withdrawal[]): readonly ConsentFact[] =>
  withdrawals
    .filter(({ recipient }) => recipient === undefined)
    .toSorted(byId)
    .map(({ id, purpose, channel, at }) => ({
      id,
      purpose,
      ...(channel !== undefined && { channel }),
      grantedAt: at,
      withdrawnAt: at,
    }));

function reaches(withdrawal: Withdrawal, grant: Grant): boolean {
  const covers =
    withdrawal.purpose === grant.purpose &&
    agree(withdrawal.channel, grant.channel) &&
    agree(withdrawal.recipient, grant.recipient);
  return covers && (withdrawal.consents.includes(grant.id) || momentOf(grant) <= momentOf(withdrawal));
}

const agree = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

const isForOneRecipient = (withdrawal: Withdrawal, grant: Grant): boolean =>
  withdrawal.recipient !== undefined && grant.recipient === undefined;

function consentOf(
  { id, purpose, recipient, at: grantedAt, policyVersion }: Grant,
  channel: string | undefined,
  withdrawnAt: string | undefined,
  without: readonly Withdrawal[],
): ConsentFact {
  const recipients = [...new Set(without.flatMap((each) => each.recipient ?? []))].sort();
  const withoutRecipients = recipients.map((name) => ({
    recipient: name,
    since: earliest(without.filter((each) => each.recipient === name).map(({ at }) => at))!,
  }));
  return {
    id,
    purpose,
    grantedAt,
    ...(channel !== undefined && { channel }),
    ...(recipient !== undefined && { recipient }),
    ...(policyVersion !== undefined && { policyVersion }),
    ...(withdrawnAt !== undefined && { withdrawnAt }),
    ...(withoutRecipients.length > 0 && { withoutRecipients }),
  };
}
