import type {
  ConsentServiceFact,
  ContractFact,
  DescriptionFact,
  ErasedFact,
  GrantFact,
  LiftFact,
  ProhibitionFact,
  WithdrawalFact,
} from './consent-facts.js';

/** Facts of customer 12748 for specs: May to July 2026, all of party `p`. */
type Made<F extends ConsentServiceFact> = (given?: Partial<F>) => F;

const base = (at: string): Pick<ConsentServiceFact, 'at' | 'on' | 'takenAt'> & { party: string } => ({
  party: 'p',
  at,
  on: at.slice(0, 10),
  takenAt: new Date('2026-07-01T06:00:00Z'),
});

function made<F extends ConsentServiceFact>(fixed: F): Made<F> {
  return (given = {}) => ({
    ...fixed,
    ...(given.at !== undefined && { on: given.at.slice(0, 10) }),
    ...given,
  });
}

export const aRegistration = made<DescriptionFact>({
  ...base('2026-05-02T07:00:00Z'),
  _id: 'registered',
  type: 'party.described',
  act: 'registered',
  via: 'subject',
  kind: 'consumer',
});

export const anOrder = made<ContractFact>({
  ...base('2026-06-02T07:00:00Z'),
  _id: 'web-store/order/536365',
  type: 'contract.opened',
  act: 'ordered',
  via: 'subject',
  kind: 'consumer',
  order: '536365',
  productGroups: ['tea-lights'],
});

export const aGrant = made<GrantFact>({
  ...base('2026-06-05T07:00:00Z'),
  _id: 'c.1',
  type: 'consent.granted',
  purpose: 'direct-marketing',
  method: 'web-form',
  because: [],
});

export const aWithdrawal = made<WithdrawalFact>({
  ...base('2026-06-10T07:00:00Z'),
  _id: 'w.1',
  type: 'consent.withdrawn',
  purpose: 'direct-marketing',
  method: 'phone',
  consents: [],
  because: [],
});

export const aProhibition = made<ProhibitionFact>({
  ...base('2026-06-12T07:00:00Z'),
  _id: 'suppression/s.1',
  type: 'suppression.added',
  suppression: 's.1',
  scope: { kind: 'all-marketing' },
});

export const aLift = made<LiftFact>({
  ...base('2026-06-20T07:00:00Z'),
  _id: 'lift/l.1',
  type: 'suppression.lifted',
  suppressions: ['s.1'],
});

export const anErasure = made<ErasedFact>({
  ...base('2026-06-25T07:00:00Z'),
  _id: 'erase/command-1/p',
  type: 'party.erased',
  outcome: 'done',
  directory: true,
  kept: [],
});
