import type { ScopeData } from '#contracts';
import type { Policy } from '#policy';

export interface ScopeProblem {
  readonly field: '/scope/value';
  readonly reason: string;
}

/** A prohibition must be one that can be kept: a channel, topic or recipient nobody knows would stop nothing. */
export function scopeProblem({ kind, value }: ScopeData, policy: Policy): ScopeProblem | undefined {
  switch (kind) {
    case 'channel':
      if (value === undefined) return wrong('must name the channel');
      return policy.byName.channels.has(value) ? undefined : wrong('is a channel that is not known here');
    case 'topic':
      if (value === undefined) return wrong('must name the topic');
      return policy.byName.topics.has(value) ? undefined : wrong('is a topic that is not known here');
    case 'disclosure':
      if (value === undefined || policy.byName.recipients.has(value)) return undefined;
      return wrong('is a recipient that is not known here');
    case 'all-marketing':
    case 'research':
    case 'profiling':
      return value === undefined ? undefined : wrong('does not belong to this kind');
  }
}

const wrong = (reason: string): ScopeProblem => ({ field: '/scope/value', reason });
