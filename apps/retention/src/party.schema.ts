import { collectionOf, optional, required } from '#storage';

/** Who the inventory knows, and when something of theirs is due first. Rebuilt from the facts at any time. */
export interface IndexedParty {
  readonly _id: string;
  readonly source: string;
  readonly partyId: string;
  readonly stale?: true;
  /** Of who computes its clocks now. Gone as soon as something new is known, and then they are computed again. */
  readonly reader?: string;
  /** The version of the policy its clocks were computed by. */
  readonly policy?: string;
  readonly dueOn?: string;
  /** Without anything new heard, the clocks say something else from this day on. */
  readonly lookAgainOn?: string;
  readonly relationship?: 'none' | 'active' | 'ended';
  readonly relationshipEndsOn?: string;
  readonly orders?: number;
  readonly records?: number;
  /** Its clocks cannot be computed: the class of the error. */
  readonly notComputable?: string;
}

export const parties = collectionOf<IndexedParty>('parties', {
  _id: required(String),
  source: required(String),
  partyId: required(String),
  stale: optional(Boolean),
  reader: optional(String),
  policy: optional(String),
  dueOn: optional(String),
  lookAgainOn: optional(String),
  relationship: optional(String),
  relationshipEndsOn: optional(String),
  orders: optional(Number),
  records: optional(Number),
  notComputable: optional(String),
});
const where = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });
parties.index({ stale: 1 }, { name: 'stale', partialFilterExpression: { stale: true } });
parties.index({ lookAgainOn: 1 }, { name: 'lookAgainOn', ...where('lookAgainOn') });
parties.index({ policy: 1 }, { name: 'policy' });
parties.index({ notComputable: 1 }, { name: 'notComputable', ...where('notComputable') });
parties.index({ dueOn: 1, _id: 1 }, { name: 'dueOn', ...where('dueOn') });
