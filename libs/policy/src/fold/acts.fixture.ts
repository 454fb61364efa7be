import type { Act, AddressTold, Erasure, Grant, Lift, Prohibition, Told, Withdrawal } from './acts.js';

/** Acts of one person for specs, in June 2026. */
type Made<A extends Act> = (given?: Partial<A>) => A;

export const day = (n: number, time = '07:00:00'): string => `2026-06-${String(n).padStart(2, '0')}T${time}Z`;

function made<A extends Act>(fixed: A): Made<A> {
  return (given = {}) => ({
    ...fixed,
    ...(given.at !== undefined && 'on' in fixed && { on: given.at.slice(0, 10) }),
    ...given,
  });
}

export const email = (hash: string): AddressTold => ({ kind: 'email', hash });
export const phone = (hash: string): AddressTold => ({ kind: 'phone', hash });

export const registered = made<Told>({
  type: 'told',
  id: 'registered',
  act: 'registered',
  at: day(1),
  on: '2026-06-01',
  subjectKind: 'consumer',
  addresses: [email('v'), phone('p')],
  wholeContact: true,
});

export const updated = made<Told>({
  type: 'told',
  id: 'updated',
  act: 'updated',
  at: day(10),
  on: '2026-06-10',
  addresses: [email('u'), phone('p')],
  wholeContact: true,
});

export const ordered = made<Told>({
  type: 'told',
  id: 'ordered',
  act: 'ordered',
  at: day(2),
  on: '2026-06-02',
  order: '536365',
  productGroups: ['lamps'],
});

export const granted = made<Grant>({ type: 'granted', id: 'c.1', at: day(5), purpose: 'direct-marketing' });

export const withdrawn = made<Withdrawal>({
  type: 'withdrawn',
  id: 'w.1',
  at: day(12),
  purpose: 'direct-marketing',
  consents: [],
});

export const prohibited = made<Prohibition>({
  type: 'prohibited',
  id: 's.1',
  at: day(14),
  scope: { kind: 'all-marketing' },
  personal: true,
});

export const lifted = made<Lift>({ type: 'lifted', id: 'l.1', at: day(20), names: ['s.1'] });

export const erased = made<Erasure>({ type: 'erased', id: 'e.1', at: day(25) });

export const offered = (at = day(2)) => ({ collectedAt: at, optOutOffered: true, refused: false });
