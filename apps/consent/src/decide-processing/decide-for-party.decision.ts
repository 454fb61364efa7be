import { channelsIn, decideForPerson, type Decision, type Moment, type Policy, type Question } from '#policy';
import type { ConsentServiceFact } from '../consent-facts.js';
import { foldParty } from '../fold-party.decision.js';

/**
 * The answer from the facts of one party; `asOf` is how far the prohibitions of the other service are known. A moment in the past is judged by the acts up to it; the present by every
 * act known, since no clock may hold a prohibition back.
 */
export function decideForParty(
  policy: Policy,
  question: Question,
  facts: readonly ConsentServiceFact[],
  moment: Moment,
  versions: readonly Policy[] = [policy],
): Decision {
  const at = Date.parse(question.at);
  const past = at < Date.parse(moment.now) - policy.maxStalenessMs;
  const person = foldParty(facts, channelsIn(policy), past ? at : Infinity);
  return person.known
    ? decideForPerson(policy, question, person, moment, versions)
    : denied(policy, 'party-unknown', moment.asOf);
}

/** Where nobody is known, or what is known cannot be read. */
export function denied(policy: Policy, reason: string, asOf: string): Decision {
  const { id = 'conduct.deny-by-default', statements = [] } =
    policy.elements.get('conduct.deny-by-default') ?? {};
  const because = [{ element: id, statements, reason }];
  return { allowed: false, because, asOf, policyVersion: policy.version };
}
