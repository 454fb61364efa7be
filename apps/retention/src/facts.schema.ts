import { STORE_EVENT_TYPES } from '#contracts';
import { serviceFacts } from '#service';
import { because, commandParts, factFields, optional, recordVerdict, required } from '#storage';
import type { ErasureReplyFact } from './erasure-reply.js';
import type {
  ErasedFact,
  ErasureCompletedFact,
  ErasureOrderedFact,
  FieldsErasedFact,
  RecordErasedFact,
  RequestFact,
} from './facts.js';
import type { InventoryFact } from './inventory-fact.js';

/** What is kept of a store event, under the event's own type. */
const inventory = factFields<Omit<InventoryFact, 'doubted'>>({
  party: required(String),
  source: required(String),
  partyId: required(String),
  kind: required(String),
  record: required(String),
  mark: required(String),
  ownAct: required(Boolean),
  vat: optional(String),
  country: optional(String),
  order: optional(String),
  controller: optional(String),
  subjectKind: optional(String),
});

const request = factFields<RequestFact>({ party: required(String), request: required(String) });

export const retentionFacts = serviceFacts({
  ...Object.fromEntries(STORE_EVENT_TYPES.map((type) => [type, inventory])),
  'inventory.erased': factFields<ErasedFact>({
    party: required(String),
    occasion: required(String),
    openOrders: optional([String]),
  }),
  'fields.erased': factFields<FieldsErasedFact>({
    party: required(String),
    kind: required(String),
    record: required(String),
    fieldClasses: required([String]),
  }),
  'record.erased': factFields<RecordErasedFact>({ party: required(String), recordRef: required(String) }),
  'request.opened.v1': request,
  'request.closed.v1': request,
  'erasure.ordered': factFields<ErasureOrderedFact>({
    party: required(String),
    verdicts: optional([recordVerdict]),
    whole: required(Boolean),
    participants: required([String]),
    parts: optional(commandParts),
    because: required([because]),
  }),
  'erasure.completed': factFields<ErasureCompletedFact>({
    party: required(String),
    erasure: required(String),
  }),
  'erasure.replied': factFields<ErasureReplyFact>({
    erasure: required(String),
    participant: required(String),
    part: optional(Number),
    outcome: required(String),
  }),
});

const open = { type: 'erasure.ordered', verdicts: { $exists: true } };
retentionFacts.index({ takenAt: 1 }, { name: 'open_erasures', partialFilterExpression: open });
retentionFacts.index(
  { erasure: 1 },
  { name: 'erasure', partialFilterExpression: { erasure: { $exists: true } } },
);
