import type { Purpose } from '../model/elements.js';
import type { Question, Scope } from './question.js';

type Aim = Pick<Question, 'channel' | 'topic' | 'recipient'>;

/** Whether a prohibition of this scope stops the purpose as asked. */
export function scopeStops(scope: Scope, { stoppedBy }: Pick<Purpose, 'stoppedBy'>, aim: Aim): boolean {
  if (stoppedBy?.includes(scope.kind) !== true) return false;
  if (scope.kind === 'channel') return scope.channel === aim.channel;
  if (scope.kind === 'topic') return scope.topic === aim.topic;
  return scope.kind !== 'disclosure' || scope.recipient === undefined || scope.recipient === aim.recipient;
}
