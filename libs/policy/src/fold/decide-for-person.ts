import { decide } from '../decide/decide.js';
import type { Decision, KnownFacts, Question } from '../decide/question.js';
import type { Policy } from '../model/policy.js';
import type { Person } from './fold-person.js';
import { factsByWay, type PersonFacts } from './ways.js';

export type Moment = Pick<KnownFacts, 'now' | 'asOf'>;

/** May it be processed? A person with several addresses that the channel reaches is answered for the strictest of them. */
export function decideForPerson(
  policy: Policy,
  question: Question,
  person: Person,
  moment: Moment,
  versions: readonly Policy[] = [policy],
): Decision {
  return decideByWays(policy, question, factsByWay(person, question.channel), moment, versions);
}

export function decideByWays(
  policy: Policy,
  question: Question,
  ways: readonly PersonFacts[],
  moment: Moment,
  versions: readonly Policy[] = [policy],
): Decision {
  return ways.map((facts) => decide(policy, question, { ...facts, ...moment }, versions)).reduce(stricter);
}

/** A denial, or what holds for the shorter time. */
function stricter(one: Decision, other: Decision): Decision {
  if (!one.allowed || !other.allowed) return one.allowed ? other : one;
  return (other.until ?? '9') < (one.until ?? '9') ? other : one;
}
