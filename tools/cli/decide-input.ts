import { date, instant, listOf, names, shape, text } from './json-input.js';

const scopes = ['all-marketing', 'channel', 'topic', 'research', 'profiling', 'disclosure'];

export const knownFacts = shape(
  {},
  {
    audience: text,
    subjectKind: text,
    role: { enum: ['controller', 'processor'] },
    capacity: { enum: ['legal-person', 'work-role', 'private'] },
    contracts: listOf({ order: text, openedOn: date }, { closedOn: date }),
    consents: listOf(
      { id: text, purpose: text, grantedAt: instant },
      {
        category: text,
        channel: text,
        recipient: text,
        topic: text,
        policyVersion: text,
        withdrawnAt: instant,
        expiresOn: date,
      },
    ),
    prohibitions: listOf({
      id: text,
      scope: {
        ...shape({ kind: { enum: scopes } }, { channel: text, topic: text, recipient: text }),
        allOf: ['channel', 'topic'].map((kind) => ({
          if: { properties: { kind: { const: kind } } },
          // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
          then: { required: [kind] },
        })),
      },
      since: instant,
    }),
    objections: listOf({ id: text, since: instant }, { purpose: text, overridden: { type: 'boolean' } }),
    restrictions: listOf({ id: text, since: instant }, { categories: names }),
    existingCustomer: shape(
      { order: text, productGroups: names, collectedInSaleAt: instant },
      { optOutOfferedAt: instant, refusedAt: instant },
    ),
    workRole: shape({}, { productGroups: names, endedOn: date, evidence: text, recheckBy: date }),
    asOf: instant,
    now: instant,
  },
);

const question = shape(
  { purpose: text, category: text },
  {
    channel: text,
    recipient: text,
    topic: text,
    productGroup: text,
    ground: shape({ reference: text }, { provision: text }),
    at: instant,
  },
);

/** What `seloste decide` reads: `Question` and `KnownFacts` of the policy library, where what is left out is not known. */
export const decideInput: object = shape({ question }, { facts: knownFacts });
