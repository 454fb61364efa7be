import { type Contract, contracts, OPT_OUT_TYPES, STORE_EVENTS_OVER_HTTP, versionsOf } from '#contracts';
import type { Registered } from '#participant';
import {
  type BindingSpec,
  commandsOf,
  DEAD,
  JOURNAL_DAYS,
  journalOf,
  MARKETING_EVENTS,
  ownExchange,
  type QueueSpec,
  RESTORE_USER,
  SELOSTE_COMMANDS,
  SELOSTE_EVENTS,
  STORE_EVENTS,
  UNROUTED,
} from './names.js';
import { asks, queuesOfService, type ServiceAtBroker } from './queues-of-service.js';

export interface ExchangeSpec {
  readonly name: string;
  readonly type: 'topic' | 'direct' | 'fanout';
  /** Where a message goes that no queue is bound for. */
  readonly alternate?: string;
}

export interface StreamSpec {
  readonly name: `journal.${string}`;
  readonly bindings: readonly BindingSpec[];
}

export interface PolicySpec {
  readonly name: string;
  readonly pattern: string;
  /** One policy at most stands for an exchange and one for a queue, and a pattern sees nothing of the other kind. */
  readonly applyTo: 'queues' | 'exchanges';
  readonly definition: Readonly<Record<string, string | number>>;
}

export interface PermissionSpec {
  readonly user: string;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** All that stands at the broker. */
export interface Topology {
  /** Everybody who publishes and reads, each with a broker user of that name; restore is none of them. */
  readonly users: readonly string[];
  readonly exchanges: readonly ExchangeSpec[];
  readonly queues: readonly QueueSpec[];
  readonly streams: readonly StreamSpec[];
  readonly policies: readonly PolicySpec[];
  readonly permissions: readonly PermissionSpec[];
}

/** The topology of these services with those who take part beside them. */
export function topologyOf(
  services: readonly ServiceAtBroker[],
  { stores, marketingServices }: Registered,
  known: readonly Contract[] = contracts,
): Topology {
  const own = services.map(({ name }) => name);
  const users = [...own, ...stores, ...marketingServices];
  const optOuts = OPT_OUT_TYPES.flatMap((type) => versionsOf(type, known));
  const queues: readonly QueueSpec[] = [
    ...services.flatMap((service) => queuesOfService(service, known)),
    ...stores.flatMap((store) => [
      // All that is addressed to it: which commands a store of any make knows is its own business.
      outside(store, commandsOf(store), [{ exchange: SELOSTE_COMMANDS, key: `${store}.#` }]),
      outside(store, `${store}.dead`, [{ exchange: DEAD, key: store }], 'parks'),
    ]),
    ...marketingServices.flatMap((service) => [
      outside(
        service,
        `${service}.opt-outs`,
        optOuts.map((key) => ({ exchange: SELOSTE_EVENTS, key })),
      ),
      outside(service, `${service}.dead`, [{ exchange: DEAD, key: service }], 'parks'),
    ]),
  ];
  const streams = own.map((service): StreamSpec => ({
    name: journalOf(service),
    bindings: [{ exchange: ownExchange(service), key: journalOf(service) }],
  }));
  // In the order of the alphabet: in which order handlers are declared changes nothing at the broker.
  const queuesReadBy = (user: string): readonly string[] =>
    queues
      .filter(({ owner }) => owner === user)
      .map(({ name }) => name)
      .toSorted((one, other) => (one < other ? -1 : 1));
  const permission = (user: string, write: readonly string[]): PermissionSpec => ({
    user,
    configure: '^$',
    write: oneOf(write),
    read: oneOf(queuesReadBy(user)),
  });
  return {
    users,
    exchanges: [
      ...EXCHANGES,
      ...own.map((service): ExchangeSpec => ({ name: ownExchange(service), type: 'direct' })),
    ],
    queues,
    streams,
    policies: [
      JOURNALS,
      ...own.flatMap((user) => queuePolicies(user, MORE_THAN_EVER)),
      ...[...stores, ...marketingServices].flatMap((user) => queuePolicies(user, FOR_OTHERS)),
      ...alternatePolicies(EXCHANGES),
    ],
    permissions: [
      ...services.map((service) => permission(service.name, writtenBy(service))),
      ...stores.map((store) => permission(store, [STORE_EVENTS])),
      ...marketingServices.map((service) => permission(service, [MARKETING_EVENTS])),
      { user: RESTORE_USER, configure: '^$', write: '^$', read: oneOf(streams.map(({ name }) => name)) },
    ],
  };
}

const EXCHANGES: readonly ExchangeSpec[] = [
  { name: UNROUTED, type: 'fanout' },
  { name: STORE_EVENTS, type: 'topic', alternate: UNROUTED },
  { name: MARKETING_EVENTS, type: 'topic', alternate: UNROUTED },
  { name: SELOSTE_EVENTS, type: 'topic', alternate: UNROUTED },
  { name: SELOSTE_COMMANDS, type: 'topic', alternate: UNROUTED },
  { name: DEAD, type: 'direct' },
];

const writtenBy = (service: ServiceAtBroker): readonly string[] => [
  SELOSTE_EVENTS,
  ...(asks(service) ? [SELOSTE_COMMANDS] : []),
  ...(service.name === STORE_EVENTS_OVER_HTTP ? [STORE_EVENTS, MARKETING_EVENTS] : []),
  ownExchange(service.name),
];

const outside = (
  owner: string,
  name: string,
  bindings: readonly BindingSpec[],
  role: QueueSpec['role'] = 'handled',
): QueueSpec => ({ name, owner, role, bindings });

export const queueTypeOf = (name: string): 'stream' | 'quorum' =>
  name.startsWith(journalOf('')) ? 'stream' : 'quorum';

const GIB = 1024 ** 3;
/** Our own services tell by themselves which message kills; the broker's count would take its neighbours with it. */
const MORE_THAN_EVER = 1_000_000;
const FOR_OTHERS = 50;

/**
 * Limits stand in policies, since a queue argument that changes between versions refuses the declaration.
 * Always a delivery limit: without a dead-letter exchange the broker deletes at its own default, which a
 * dead queue must never reach.
 */
const JOURNALS: PolicySpec = {
  name: 'journals',
  pattern: '^journal\\.',
  applyTo: 'queues',
  definition: { 'max-age': `${JOURNAL_DAYS}D`, 'max-length-bytes': 256 * GIB },
};

function queuePolicies(user: string, deliveryLimit: number): readonly PolicySpec[] {
  return [
    {
      name: `${user}-queues`,
      pattern: `^${user}\\.(?!dead$)`,
      applyTo: 'queues',
      definition: {
        'delivery-limit': deliveryLimit,
        'dead-letter-exchange': DEAD,
        'dead-letter-routing-key': user,
        'dead-letter-strategy': 'at-least-once',
        overflow: 'reject-publish',
        'max-length-bytes': 8 * GIB,
      },
    },
    {
      name: `${user}-dead`,
      pattern: `^${user}\\.dead$`,
      applyTo: 'queues',
      definition: { 'delivery-limit': MORE_THAN_EVER, overflow: 'reject-publish' },
    },
  ];
}

/** Policies, since an exchange whose argument changes would have to be made anew, with all that is bound to it. */
function alternatePolicies(exchanges: readonly ExchangeSpec[]): readonly PolicySpec[] {
  const alternates = [...new Set(exchanges.flatMap(({ alternate }) => alternate ?? []))];
  return alternates.map((alternate) => ({
    name: `else-${alternate}`,
    pattern: oneOf(exchanges.filter((one) => one.alternate === alternate).map(({ name }) => name)),
    applyTo: 'exchanges',
    definition: { 'alternate-exchange': alternate },
  }));
}

export const queuesOf = ({ queues }: Pick<Topology, 'queues'>, owner: string): readonly QueueSpec[] =>
  queues.filter((queue) => queue.owner === owner);

export const queueSpec = ({ queues }: Pick<Topology, 'queues'>, name: string): QueueSpec | undefined =>
  queues.find((queue) => queue.name === name);

function oneOf(names: readonly string[]): string {
  return `^(${names.map(literally).join('|')})$`;
}

function literally(name: string): string {
  return name.replaceAll('.', '\\.');
}
