import { serviceFacts } from '#service';
import { because, commandParts, factFields, optional, required, sealed } from '#storage';
import type {
  ErasureToldFact,
  RepliedFact,
  RequestClosedFact,
  RequestReceivedFact,
} from './request-facts.js';

export const requestFacts = serviceFacts({
  'request.received': factFields<RequestReceivedFact>({
    party: required(String),
    request: required(String),
    kind: required(String),
    subject: required(sealed),
    holder: optional(String),
    identity: required(String),
    internalDue: required(String),
    legalDue: required(String),
    open: optional(Boolean),
    because: required([because]),
  }),
  'erasure.told': factFields<ErasureToldFact>({
    request: required(String),
    parts: optional(commandParts),
  }),
  'participant.replied': factFields<RepliedFact>({
    request: required(String),
    phase: required(String),
    participant: required(String),
    part: optional(Number),
    outcome: required(String),
    page: required(Number),
    pages: required(Number),
    content: optional(sealed),
    emptied: optional(Boolean),
  }),
  'request.closed': factFields<RequestClosedFact>({
    request: required(String),
    outcome: required(String),
    because: required([because]),
  }),
});

const packages = { phase: 'collect', content: { $exists: true } };
requestFacts.index(
  { request: 1 },
  { name: 'request', partialFilterExpression: { request: { $exists: true } } },
);
requestFacts.index({ takenAt: 1 }, { name: 'open', partialFilterExpression: { open: true } });
requestFacts.index({ request: 1, phase: 1 }, { name: 'packages', partialFilterExpression: packages });
requestFacts.index({ type: 1 }, { name: 'type' });
