import type { BecauseData } from '#contracts';
import type { Policy } from '#policy';

/** An answer's reason: the element of the policy that made it so, with its statements. */
export function becauseOf(policy: Policy, elementId: string, reason: string, fact?: string): BecauseData {
  const element = policy.elements.get(elementId);
  if (element === undefined) throw new Error(`${policy.version} has no element ${elementId}`);
  return {
    element: element.id,
    statements: element.statements,
    reason,
    ...(fact !== undefined && { fact }),
    ...(element.reference !== undefined && { provision: element.reference }),
  };
}
