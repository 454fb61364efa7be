import type { Policy, Purpose } from '../model/policy.js';
import type { Question, Scope } from './question.js';

/** The scopes of a prohibition that would stop what is asked; none for an unknown purpose, which is denied anyway. */
export function marketingScopesStopping(
  policy: Policy,
  question: Pick<Question, 'purpose' | 'channel' | 'topic' | 'recipient'>,
): Scope[] {
  const purpose = policy.byName.purposes.get(question.purpose);
  return (purpose?.stoppedBy ?? []).flatMap((kind): Scope[] => {
    switch (kind) {
      case 'channel':
        return question.channel === undefined ? [] : [{ kind, channel: question.channel }];
      case 'topic':
        return question.topic === undefined ? [] : [{ kind, topic: question.topic }];
      case 'disclosure':
        return question.recipient === undefined
          ? [{ kind }]
          : [{ kind }, { kind, recipient: question.recipient }];
      case 'all-marketing':
      case 'research':
      case 'profiling':
        return [{ kind }];
    }
  });
}

export function scopeStops(
  scope: Scope,
  purpose: Purpose,
  question: Pick<Question, 'channel' | 'topic' | 'recipient'>,
): boolean {
  if (!purpose.stoppedBy?.includes(scope.kind)) return false;
  switch (scope.kind) {
    case 'channel':
      return scope.channel === question.channel;
    case 'topic':
      return scope.topic === question.topic;
    case 'disclosure':
      return scope.recipient === undefined || scope.recipient === question.recipient;
    case 'all-marketing':
    case 'research':
    case 'profiling':
      return true;
  }
}
