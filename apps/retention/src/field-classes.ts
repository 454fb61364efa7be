import type { RecordKind } from '#contracts';

/** Which parts of each kind of record can be erased apart, by the policy's field classes. */
export const FIELD_CLASSES: Readonly<Record<RecordKind, readonly string[]>> = {
  customer: ['identity', 'contact'],
  order: ['order', 'voucher', 'delivery'],
  invoice: ['voucher'],
  'credit-note': ['voucher'],
  payment: ['voucher'],
  refund: ['voucher'],
  warranty: ['order'],
  claim: ['communication'],
  feedback: ['communication'],
  'contact-log': ['communication'],
  usage: ['usage'],
  survey: ['answers'],
  account: ['registration'],
  consent: ['permissions'],
  prohibition: ['permissions', 'suppression'],
  request: ['communication'],
};

/** The policy's category of what each kind of record is about. */
export const CATEGORIES: Readonly<Record<RecordKind, string>> = {
  customer: 'contact',
  order: 'relationship',
  invoice: 'relationship',
  'credit-note': 'relationship',
  payment: 'relationship',
  refund: 'relationship',
  warranty: 'relationship',
  claim: 'relationship',
  feedback: 'relationship',
  'contact-log': 'relationship',
  usage: 'usage',
  survey: 'interests',
  account: 'registration',
  consent: 'permissions',
  prohibition: 'permissions',
  request: 'relationship',
};
