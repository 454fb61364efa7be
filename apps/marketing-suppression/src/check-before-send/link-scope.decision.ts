import type { ScopeData } from '#contracts';
import type { Policy } from '#policy';

/**
 * What one click on a message ends: of a newsletter its topic, of any other marketing all of it, of a survey all research.
 * Undefined where the policy has nothing that a click could stop.
 */
export function linkScope(policy: Policy, purpose: string, topic: string | undefined): ScopeData | undefined {
  const stoppedBy = policy.byName.purposes.get(purpose)?.stoppedBy ?? [];
  if (topic !== undefined && stoppedBy.includes('topic')) return { kind: 'topic', value: topic };
  const kind = (['all-marketing', 'research'] as const).find((kind) => stoppedBy.includes(kind));
  return kind === undefined ? undefined : { kind };
}
