import type { RequestKind } from '#contracts';
import type { Because, Policy } from '#policy';

const RIGHTS: Readonly<Record<RequestKind, string>> = { access: 'right.access', erasure: 'right.erase' };

/** The element of the policy that gives the right, and the statements of the notice it carries. */
export function rightAskedFor(policy: Policy, kind: RequestKind): Because {
  const element = policy.elements.get(RIGHTS[kind]);
  if (element === undefined) throw new Error(`the policy ${policy.version} does not declare ${RIGHTS[kind]}`);
  return { element: element.id, statements: element.statements, reason: `${kind}-asked-for` };
}
