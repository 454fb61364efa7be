import type { CivilDate } from './elements.js';
import type { Policy } from './policy.js';

/** The version in force on a date: the latest that is valid from it or from before it. Throws if there is none. */
export function policyAt(policies: readonly Policy[], on: CivilDate): Policy {
  let found: Policy | undefined;
  for (const policy of policies) {
    if (policy.validFrom <= on && (found === undefined || policy.validFrom > found.validFrom)) found = policy;
  }
  if (found === undefined) throw new RangeError(`No policy is in force on ${on}`);
  return found;
}
