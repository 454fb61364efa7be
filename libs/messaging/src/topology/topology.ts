import { PARTICIPANTS } from '#contracts';

export const BROKER_USERS = [
  'consent',
  'subject-requests',
  'marketing-suppression',
  'retention',
  'web-store',
  'marketing-service',
] as const;
export type BrokerUser = (typeof BROKER_USERS)[number];

export const SERVICES = ['consent', 'marketing-suppression', 'retention', 'subject-requests'] as const;
export type ServiceName = (typeof SERVICES)[number];

export const STORE_EVENTS = 'store.events';
export const MARKETING_EVENTS = 'marketing.events';
export const SELOSTE_EVENTS = 'seloste.events';
export const SELOSTE_COMMANDS = 'seloste.commands';
const DEAD = 'seloste.dead';
const UNROUTED = 'store.unrouted';

/** Only the service itself may write here: replays of parked messages and canaries, straight into one of its queues. */
export const ownExchange = (service: string): string => `${service}.own`;

/** The stream into which the service puts every fact it made durable. */
export const journalOf = <S extends ServiceName>(service: S) => `journal.${service}` as const;

/** Reads the journals and nothing else: for `seloste restore`. */
export const RESTORE_USER = 'restore';

/** How old a backup may be that is restored; the journal reaches a week further. */
export const BACKUP_WINDOW_DAYS = 30;
/** How long a journal keeps what it holds. */
export const JOURNAL_DAYS = BACKUP_WINDOW_DAYS + 7;

export interface ExchangeSpec {
  readonly name: string;
  readonly type: 'topic' | 'direct' | 'fanout';
  /** Where a message goes that no queue is bound for. */
  readonly alternate?: string;
}

export interface BindingSpec {
  readonly exchange: string;
  readonly key: string;
}

export interface QueueSpec {
  readonly name: QueueName;
  readonly owner: BrokerUser;
  /** `parks`: no handler, the owner writes every message into its parked collection. */
  readonly role: 'handled' | 'parks';
  readonly bindings: readonly BindingSpec[];
}

const outsideAreas = [
  'customer',
  'usage',
  'survey',
  'record',
  'account',
  'order',
  'invoice',
  'payment',
  'warranty',
];

export interface StreamSpec {
  readonly name: ReturnType<typeof journalOf>;
  readonly bindings: readonly BindingSpec[];
}

const fed = {
  'retention.intake': from(STORE_EVENTS, ...outsideAreas.map(area), 'claim.#', 'feedback.#', 'contact.#'),
  'consent.intake': from(STORE_EVENTS, 'customer.#', 'account.#', 'order.placed.#'),
  'marketing-suppression.intake': from(STORE_EVENTS, 'customer.#', 'order.placed.#', 'account.#'),
  'consent.events': from(SELOSTE_EVENTS, 'suppression.#', 'lane.#'),
  'marketing-suppression.events': from(SELOSTE_EVENTS, 'consent.#', 'lane.#', 'policy.#'),
  'retention.events': from(SELOSTE_EVENTS, 'consent.#', 'suppression.#', 'request.#', 'policy.#'),
  'subject-requests.events': from(SELOSTE_EVENTS, 'erasure.#', 'policy.#'),
  'retention.replies': repliesTo('retention'),
  'subject-requests.replies': repliesTo('subject-requests'),
  'marketing-service.opt-outs': from(SELOSTE_EVENTS, 'suppression.#'),
} as const satisfies Record<string, readonly BindingSpec[]>;

export type QueueName =
  | keyof typeof fed
  | `${(typeof PARTICIPANTS)[number]}.commands`
  | `${BrokerUser}.dead`
  | 'retention.unrouted';

export const EXCHANGES: readonly ExchangeSpec[] = [
  { name: UNROUTED, type: 'fanout' },
  { name: STORE_EVENTS, type: 'topic', alternate: UNROUTED },
  { name: MARKETING_EVENTS, type: 'topic', alternate: UNROUTED },
  { name: SELOSTE_EVENTS, type: 'topic' },
  { name: SELOSTE_COMMANDS, type: 'topic' },
  { name: DEAD, type: 'direct' },
  ...SERVICES.map((service): ExchangeSpec => ({ name: ownExchange(service), type: 'direct' })),
];

export const QUEUES: readonly QueueSpec[] = [
  ...Object.entries(fed).map(([name, bindings]) => handled(name as keyof typeof fed, bindings)),
  ...PARTICIPANTS.map((name) => handled(`${name}.commands`, from(SELOSTE_COMMANDS, `${name}.#`))),
  ...BROKER_USERS.map((name) => parks(`${name}.dead`, [{ exchange: DEAD, key: name }])),
  parks('retention.unrouted', [{ exchange: UNROUTED, key: '' }]),
];

/** One for each service, beside the queues: a journal is read from any place and never emptied by reading. */
export const STREAMS: readonly StreamSpec[] = SERVICES.map((service) => ({
  name: journalOf(service),
  bindings: [{ exchange: ownExchange(service), key: journalOf(service) }],
}));

export const queueTypeOf = (name: string): 'stream' | 'quorum' =>
  STREAMS.some((stream) => stream.name === name) ? 'stream' : 'quorum';

export interface PolicySpec {
  readonly name: string;
  readonly pattern: string;
  readonly definition: Readonly<Record<string, string | number>>;
}

const GIB = 1024 ** 3;
const MORE_THAN_EVER = 1_000_000;

/**
 * Limits stand in policies, since a queue argument that changes between versions refuses the declaration.
 * Always a delivery limit: without a dead-letter exchange the broker deletes at its own default, which a
 * dead queue must never reach.
 */
export const POLICIES: readonly PolicySpec[] = [
  {
    name: 'journals',
    pattern: '^journal\\.',
    definition: { 'max-age': `${JOURNAL_DAYS}D`, 'max-length-bytes': 256 * GIB },
  },
  ...BROKER_USERS.flatMap(queuePolicies),
];

function queuePolicies(user: BrokerUser): readonly PolicySpec[] {
  return [
    {
      name: `${user}-queues`,
      pattern: `^${user}\\.(?!dead$)`,
      definition: {
        'delivery-limit': 50,
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
      definition: { 'delivery-limit': MORE_THAN_EVER, overflow: 'reject-publish' },
    },
  ];
}

const writes: Readonly<Record<BrokerUser, readonly string[]>> = {
  consent: [SELOSTE_EVENTS, ownExchange('consent')],
  'marketing-suppression': [SELOSTE_EVENTS, ownExchange('marketing-suppression')],
  retention: [SELOSTE_EVENTS, SELOSTE_COMMANDS, STORE_EVENTS, ownExchange('retention')],
  'subject-requests': [SELOSTE_EVENTS, SELOSTE_COMMANDS, ownExchange('subject-requests')],
  'web-store': [STORE_EVENTS],
  'marketing-service': [MARKETING_EVENTS],
};

export interface PermissionSpec {
  readonly user: BrokerUser | typeof RESTORE_USER;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

export const PERMISSIONS: readonly PermissionSpec[] = [
  ...BROKER_USERS.map((user) => ({
    user,
    configure: '^$',
    write: oneOf(writes[user]),
    read: oneOf(queuesOf(user).map(({ name }) => name)),
  })),
  { user: RESTORE_USER, configure: '^$', write: '^$', read: oneOf(STREAMS.map(({ name }) => name)) },
];

/** Who may publish under which `source`: everybody under its own name; retention is also the store's HTTP door. */
export function mayPublishAs(user: string, source: string): boolean {
  return source === `/${user}` || (source === '/web-store' && user === 'retention');
}

export function queuesOf(owner: string): readonly QueueSpec[] {
  return QUEUES.filter((queue) => queue.owner === owner);
}

export const queueSpec = (name: string): QueueSpec | undefined => QUEUES.find((queue) => queue.name === name);

function from(exchange: string, ...keys: readonly string[]): readonly BindingSpec[] {
  return keys.map((key) => ({ exchange, key }));
}

function area(name: string): string {
  return `${name}.#`;
}

function repliesTo(service: string): readonly BindingSpec[] {
  const key = `participant.replied.*.${service}`;
  return [...from(STORE_EVENTS, key), ...from(SELOSTE_EVENTS, key)];
}

function ownerOf(name: string): BrokerUser {
  const owner = BROKER_USERS.find((user) => name.startsWith(`${user}.`));
  if (owner === undefined) throw new Error(`no broker user owns the queue ${name}`);
  return owner;
}

function handled(name: QueueName, bindings: readonly BindingSpec[]): QueueSpec {
  return withOwnDoor({ name, owner: ownerOf(name), role: 'handled', bindings });
}

function parks(name: QueueName, bindings: readonly BindingSpec[]): QueueSpec {
  return withOwnDoor({ name, owner: ownerOf(name), role: 'parks', bindings });
}

function withOwnDoor(queue: QueueSpec): QueueSpec {
  if (!SERVICES.some((service) => service === queue.owner)) return queue;
  return { ...queue, bindings: [...queue.bindings, { exchange: ownExchange(queue.owner), key: queue.name }] };
}

function oneOf(names: readonly string[]): string {
  return `^(${names.map(literally).join('|')})$`;
}

function literally(name: string): string {
  return name.replaceAll('.', '\\.');
}
