import type { Because, Element } from './elements.js';
import type { Policy } from './policy.js';

export function because(element: Element, reason: string, fact?: string, provision?: string): Because {
  const answer: { -readonly [K in keyof Because]: Because[K] } = {
    element: element.id,
    statements: element.statements,
    reason,
  };
  if (fact !== undefined) answer.fact = fact;
  if (provision !== undefined) answer.provision = provision;
  return answer;
}

/** An element the code itself speaks of; parsing has made sure that it is there (see `required-elements.ts`). */
export function elementOf(policy: Policy, id: string): Element {
  const element = policy.elements.get(id);
  if (element === undefined) throw new Error(`${policy.version} has no element ${id}`);
  return element;
}
