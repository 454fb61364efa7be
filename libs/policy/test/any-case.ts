import * as fc from 'fast-check';
import type { KnownFacts, Question } from '../src/decide/question.js';
import type { Policy } from '../src/model/policy.js';

/** Any question and any facts that a policy could be asked with, odd ones among them. */
export interface AnyCase {
  readonly question: fc.Arbitrary<Question>;
  readonly facts: fc.Arbitrary<KnownFacts>;
  readonly prohibition: fc.Arbitrary<KnownFacts['prohibitions'][number]>;
}

const instant = fc.constantFrom(
  '2019-06-01T00:00:00Z',
  '2026-11-02T11:59:58Z',
  '2026-11-02T12:00:00Z',
  '2026-11-02T12:00:03Z',
);
const date = fc.constantFrom('2019-01-01', '2026-11-01', '2026-11-02', '2026-11-03', '2027-05-05');
const none = fc.constant([]);
const id = fc.constantFrom('a', 'b', 'c');
const productGroup = fc.constantFrom('cables', 'candles');

export function anyCaseOf(policy: Policy): AnyCase {
  const purpose = nameIn(policy.purposes);
  const category = nameIn(policy.categories);
  const channel = nameIn(policy.channels);
  const recipient = nameIn(policy.recipients);
  const topic = nameIn(policy.topics);
  const prohibition = fc.record({ id, scope: anyScope(channel, topic, recipient), since: instant });
  const consent = fc.record(
    { id, purpose, channel, recipient, topic, grantedAt: instant, withdrawnAt: instant, expiresOn: date },
    { requiredKeys: ['id', 'purpose', 'grantedAt'] },
  );
  return {
    prohibition,
    question: anyQuestion(policy),
    facts: fc.record(
      {
        audience: nameIn(policy.audiences),
        subjectKind: nameIn(policy.subjectKinds),
        capacity: fc.constantFrom('legal-person', 'work-role', 'private'),
        role: fc.constantFrom('controller', 'controller', 'controller', 'processor'),
        contracts: list(
          2,
          fc.record({ order: id, openedOn: date, closedOn: date }, { requiredKeys: ['order', 'openedOn'] }),
        ),
        consents: list(4, consent),
        prohibitions: fc.oneof(none, list(2, prohibition)),
        objections: list(
          1,
          fc.record(
            { id, purpose, since: instant, overridden: fc.boolean() },
            { requiredKeys: ['id', 'since'] },
          ),
        ),
        restrictions: list(
          1,
          fc.record({ id, since: instant, categories: list(2, category) }, { requiredKeys: ['id', 'since'] }),
        ),
        existingCustomer: fc.record(
          {
            order: id,
            productGroups: list(2, productGroup),
            collectedInSaleAt: instant,
            optOutOfferedAt: instant,
            refusedAt: instant,
          },
          { requiredKeys: ['order', 'productGroups', 'collectedInSaleAt'] },
        ),
        workRole: fc.record(
          { productGroups: list(2, productGroup), endedOn: date, evidence: id, recheckBy: date },
          { requiredKeys: [] },
        ),
        asOf: instant,
        now: instant,
      },
      {
        requiredKeys: [
          'audience',
          'contracts',
          'consents',
          'prohibitions',
          'objections',
          'restrictions',
          'asOf',
          'now',
        ],
      },
    ),
  };
}

function anyScope(
  channel: fc.Arbitrary<string>,
  topic: fc.Arbitrary<string>,
  recipient: fc.Arbitrary<string>,
) {
  return fc.oneof(
    fc.record({ kind: fc.constantFrom('all-marketing', 'research', 'profiling', 'disclosure') }),
    fc.record({ kind: fc.constant('channel' as const), channel }),
    fc.record({ kind: fc.constant('topic' as const), topic }),
    fc.record({ kind: fc.constant('disclosure' as const), recipient }),
  );
}

/** Mostly a declared name, so that the rules behind the first are reached. */
function nameIn(elements: readonly { readonly name: string }[]): fc.Arbitrary<string> {
  const declared = fc.constantFrom(...elements.map(({ name }) => name));
  const odd = fc.constantFrom('', 'telepathy', '__proto__', 'constructor', 'toString');
  return fc.oneof({ weight: 19, arbitrary: declared }, { weight: 1, arbitrary: odd });
}

/** Half of them as the policy means it, so that permissions are reached; half of them of any names at all. */
function anyQuestion(policy: Policy): fc.Arbitrary<Question> {
  const wild = fc.record(
    {
      purpose: nameIn(policy.purposes),
      category: nameIn(policy.categories),
      channel: nameIn(policy.channels),
      recipient: nameIn(policy.recipients),
      topic: nameIn(policy.topics),
      productGroup,
      ground: fc.constantFrom({ reference: 'case 1' }, { reference: 'case 1', provision: 'Act 1 §1' }),
      at: instant,
    },
    { requiredKeys: ['purpose', 'category', 'at'] },
  );
  const chosen = fc.tuple(fc.constantFrom(...policy.purposes), fc.nat(), fc.nat(), fc.nat(), wild);
  const meant = chosen.map(([purpose, category, channel, recipient, given]): Question => {
    const recipients = policy.recipients.filter(({ purposes }) => purposes.includes(purpose.name));
    const topics = policy.topics.filter((topic) => topic.purpose === purpose.name);
    return {
      ...given,
      purpose: purpose.name,
      category: pick(purpose.categories, category) ?? '',
      channel: pick(purpose.channels, channel),
      recipient:
        purpose.needs?.includes('recipient') === true || recipient % 2 === 0
          ? pick(recipients, recipient)?.name
          : undefined,
      topic: pick(topics, channel)?.name,
    };
  });
  return fc.oneof(meant, wild);
}

function pick<T>(from: readonly T[] = [], index = 0): T | undefined {
  return from[index % from.length];
}

function list<T>(maxLength: number, of: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(of, { maxLength });
}
