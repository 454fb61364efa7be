import { decide, type Decision, type Policy, type Question } from '#policy';
import type { ConsentServiceFact } from '../consent-facts.js';
import { channelsIn } from '../fold-consents.decision.js';
import { foldParty } from '../fold-party.decision.js';

/** How much is known and when it is: `asOf` is how far the prohibitions of the other service have been followed. */
export interface Moment {
  readonly now: string;
  readonly asOf: string;
}

/**
 * The answer from the facts of one party. A moment in the past is judged by the acts up to it; the present by every
 * act known, since no clock may hold a prohibition back.
 */
export function decideForParty(
  policy: Policy,
  question: Question,
  facts: readonly ConsentServiceFact[],
  { now, asOf }: Moment,
  versions: readonly Policy[] = [policy],
): Decision {
  const past = Date.parse(question.at) < Date.parse(now) - policy.maxStalenessMs;
  const { known, ...party } = foldParty(facts, channelsIn(policy), past ? Date.parse(question.at) : Infinity);
  return known ? decide(policy, question, { ...party, now, asOf }, versions) : partyUnknown(policy, asOf);
}

function partyUnknown(policy: Policy, asOf: string): Decision {
  const { id = 'conduct.deny-by-default', statements = [] } =
    policy.elements.get('conduct.deny-by-default') ?? {};
  const because = [{ element: id, statements, reason: 'party-unknown' }];
  return { allowed: false, because, asOf, policyVersion: policy.version };
}
