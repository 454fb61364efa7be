import type { Because, Policy, Purpose } from '#policy';

export interface GrantRequest {
  readonly purpose: string;
  readonly channel?: string;
  readonly recipient?: string;
}

export type GrantDecision =
  | { readonly granted: true; readonly because: readonly Because[] }
  | { readonly granted: false; readonly field: string; readonly reason: string };

/** Whether an act of the person can be a consent to this; never whether it is wise to ask. */
export function decideGrant(policy: Policy, request: GrantRequest, partyKnown: boolean): GrantDecision {
  const purpose = policy.byName.purposes.get(request.purpose);
  if (purpose === undefined) return refused('/purpose', 'is no purpose of the policy in force');
  if (!asksForConsent(policy, purpose, request.channel)) {
    return refused('/purpose', 'does not rest on consent, and needs none by this channel');
  }
  if (request.channel !== undefined && purpose.channels?.includes(request.channel) !== true) {
    return refused('/channel', 'is no channel of this purpose');
  }
  const recipient = refusedRecipient(policy, purpose, request.recipient);
  if (recipient !== undefined) return refused('/recipient', recipient);
  if (!partyKnown) return refused('/party/id', 'is not known here');
  return { granted: true, because: becauseOf(policy, purpose) };
}

/** Art. 6(1)(a), and Act 917/2014 §200(1), which asks for consent whatever the basis. */
function asksForConsent(policy: Policy, purpose: Purpose, channel: string | undefined): boolean {
  if (purpose.basis === 'consent') return true;
  if (purpose.electronicMarketing !== true) return false;
  return channel === undefined || policy.byName.channels.get(channel)?.electronic === true;
}

function refusedRecipient(
  policy: Policy,
  { name, needs }: Purpose,
  recipient: string | undefined,
): string | undefined {
  if (recipient === undefined)
    return needs?.includes('recipient') === true ? 'must be named for this purpose' : undefined;
  const declared = policy.byName.recipients.get(recipient);
  return declared?.purposes.includes(name) === true ? undefined : 'is no recipient of this purpose';
}

function becauseOf(policy: Policy, { id, statements }: Purpose): readonly Because[] {
  const act = policy.elements.get('conduct.consent-by-act');
  const given: Because = { element: id, statements, reason: 'consent-recorded', provision: 'GDPR Art. 7(1)' };
  if (act === undefined) return [given];
  return [given, { element: act.id, statements: act.statements, reason: 'act-with-evidence' }];
}

const refused = (field: string, reason: string): GrantDecision => ({ granted: false, field, reason });
