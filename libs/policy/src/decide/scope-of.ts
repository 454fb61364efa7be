import type { Scope } from './question.js';

/** What a prohibition as it was told covers; one that says less than it must is taken for all marketing. */
export function scopeOf({ kind, value }: { readonly kind: Scope['kind']; readonly value?: string }): Scope {
  switch (kind) {
    case 'channel':
      return value === undefined ? { kind: 'all-marketing' } : { kind, channel: value };
    case 'topic':
      return value === undefined ? { kind: 'all-marketing' } : { kind, topic: value };
    case 'disclosure':
      return value === undefined ? { kind } : { kind, recipient: value };
    case 'all-marketing':
    case 'research':
    case 'profiling':
      return { kind };
  }
}
