import type { Purpose, ScopeKind } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import type { Question, Scope } from './question.js';

type Aim = Pick<Question, 'channel' | 'topic' | 'recipient'>;

/** The scopes of each kind that reach what is asked. */
const reaching: Readonly<Record<ScopeKind, (aim: Aim) => Scope[]>> = {
  'all-marketing': () => [{ kind: 'all-marketing' }],
  channel: ({ channel }) => (channel === undefined ? [] : [{ kind: 'channel', channel }]),
  topic: ({ topic }) => (topic === undefined ? [] : [{ kind: 'topic', topic }]),
  research: () => [{ kind: 'research' }],
  profiling: () => [{ kind: 'profiling' }],
  disclosure: ({ recipient }) => [
    { kind: 'disclosure' },
    ...(recipient === undefined ? [] : [{ kind: 'disclosure' as const, recipient }]),
  ],
};

/** The scopes of a prohibition that would stop what is asked; none for an unknown purpose, which is denied anyway. */
export function marketingScopesStopping(policy: Policy, question: Pick<Question, 'purpose'> & Aim): Scope[] {
  const stoppedBy = policy.byName.purposes.get(question.purpose)?.stoppedBy ?? [];
  return stoppedBy.flatMap((kind) => reaching[kind](question));
}

/** Whether a prohibition of this scope stops the purpose as asked. */
export function scopeStops(scope: Scope, { stoppedBy }: Pick<Purpose, 'stoppedBy'>, aim: Aim): boolean {
  if (stoppedBy?.includes(scope.kind) !== true) return false;
  if (scope.kind === 'channel') return scope.channel === aim.channel;
  if (scope.kind === 'topic') return scope.topic === aim.topic;
  return scope.kind !== 'disclosure' || scope.recipient === undefined || scope.recipient === aim.recipient;
}
