import { addDays, earliest } from '../calendar/civil-date.js';
import { because } from '../model/because.js';
import type { Because, CivilDate } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { basisOf } from './basis.js';
import { choiceRules } from './choices.js';
import { declaredRules, thePersonBelongsToAnAudience, undeclared } from './declared.js';
import { electronicMarketingOf } from './electronic-marketing.js';
import { type Inquiry, type Rule, firstDenial, inquiryOf } from './inquiry.js';
import type { Decision, KnownFacts, Question } from './question.js';
import { recipientOf, recipientRules, transferTo } from './recipient.js';

const rules: readonly Rule[] = [
  ...declaredRules,
  thePersonBelongsToAnAudience,
  ...recipientRules,
  ...choiceRules,
];

/**
 * May it be processed? Denied unless every rule lets it pass; never throws, whatever the values asked with say. That they
 * are of their types is trusted: who reads them from outside checks it (bodies over HTTP, JSON at the command line).
 * `versions` are all there are of the policy, the oldest first: a consent covers what the one it was given under told of.
 */
export function decide(
  policy: Policy,
  question: Question,
  facts: KnownFacts,
  versions: readonly Policy[] = [policy],
): Decision {
  const purpose = policy.byName.purposes.get(question.purpose);
  if (purpose === undefined) return denied(policy, facts, undeclared(policy, 'purpose-unknown'));
  const inquiry = inquiryOf(policy, question, facts, purpose, versions);
  if (inquiry === undefined) return denied(policy, facts, undeclared(policy, 'time-not-understood'));
  const denial = firstDenial(rules, inquiry);
  return denial === undefined ? decideOnBasis(inquiry) : denied(policy, facts, denial);
}

/** The last step, once nothing stands against it: whether anything stands for it. */
export function decideOnBasis(inquiry: Inquiry): Decision {
  const { policy, purpose, facts } = inquiry;
  const basis = basisOf(inquiry);
  if ('lacking' in basis) return denied(policy, facts, basis.lacking);
  const marketing = electronicMarketingOf(inquiry);
  if (marketing !== undefined && 'lacking' in marketing) return denied(policy, facts, marketing.lacking);

  const reasons = [because(purpose, 'purpose-declared'), basis.restsOn];
  if (marketing !== undefined) reasons.push(marketing.restsOn);
  const until = earliest(basis.until, marketing?.until, lastDayInForce(inquiry));
  const recipient = recipientOf(inquiry);
  if (recipient === undefined) return allowed(policy, facts, reasons, until);
  const transfer = transferTo(recipient, inquiry);
  if ('lacking' in transfer) return denied(policy, facts, transfer.lacking);
  reasons.push(because(recipient, 'recipient-declared', recipient.contract?.reference), transfer.restsOn);
  return allowed(policy, facts, reasons, earliest(until, recipient.contract?.validTo, transfer.until));
}

/** What the next version says is its own to answer. */
function lastDayInForce({ versions, on }: Inquiry): CivilDate | undefined {
  const next = versions.find(({ validFrom }) => validFrom > on);
  return next === undefined ? undefined : addDays(next.validFrom, -1);
}

export function denied(policy: Policy, facts: Pick<KnownFacts, 'asOf'>, reason: Because): Decision {
  return { allowed: false, because: [reason], asOf: facts.asOf, policyVersion: policy.version };
}

function allowed(
  policy: Policy,
  facts: KnownFacts,
  reasons: Because[],
  until: CivilDate | undefined,
): Decision {
  const decision = { allowed: true, because: reasons, asOf: facts.asOf, policyVersion: policy.version };
  return until === undefined ? decision : { ...decision, until };
}
