import { type Participants, participantsOf, type Registered } from '#participant';

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
export const journalOf = <S extends string>(service: S) => `journal.${service}` as const;

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
  readonly name: string;
  /** The broker user that reads it. */
  readonly owner: string;
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
  readonly name: `journal.${string}`;
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
} as const satisfies Record<string, readonly BindingSpec[]>;

/** What a handler of ours may be bound to. */
export type QueueName = keyof typeof fed | `${string}.commands`;

/** Where commands to a participant wait for it. */
export const commandsOf = <P extends string>(participant: P) => `${participant}.commands` as const;

export interface PolicySpec {
  readonly name: string;
  readonly pattern: string;
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
  /** Who answers commands, our own services and the stores. */
  readonly participants: Participants;
  readonly exchanges: readonly ExchangeSpec[];
  readonly queues: readonly QueueSpec[];
  readonly streams: readonly StreamSpec[];
  readonly policies: readonly PolicySpec[];
  readonly permissions: readonly PermissionSpec[];
}

/** One for each service, beside the queues: a journal is read from any place and never emptied by reading. */
const STREAMS: readonly StreamSpec[] = SERVICES.map((service) => ({
  name: journalOf(service),
  bindings: [{ exchange: ownExchange(service), key: journalOf(service) }],
}));

const EXCHANGES: readonly ExchangeSpec[] = [
  { name: UNROUTED, type: 'fanout' },
  { name: STORE_EVENTS, type: 'topic', alternate: UNROUTED },
  { name: MARKETING_EVENTS, type: 'topic', alternate: UNROUTED },
  { name: SELOSTE_EVENTS, type: 'topic' },
  { name: SELOSTE_COMMANDS, type: 'topic' },
  { name: DEAD, type: 'direct' },
  ...SERVICES.map((service): ExchangeSpec => ({ name: ownExchange(service), type: 'direct' })),
];

/** The topology with these beside our own services. */
export function topologyOf({ stores, marketingServices }: Registered): Topology {
  const participants = participantsOf(SERVICES, { stores });
  const users = [...participants.all, ...marketingServices];
  const queues: readonly QueueSpec[] = [
    ...Object.entries(fed).map(([name, bindings]) => queueOf(ownerOf(name, users), name, bindings)),
    ...marketingServices.map((user) =>
      queueOf(user, `${user}.opt-outs`, from(SELOSTE_EVENTS, 'suppression.#')),
    ),
    ...participants.all.map((user) => queueOf(user, commandsOf(user), from(SELOSTE_COMMANDS, `${user}.#`))),
    ...users.map((user) => queueOf(user, `${user}.dead`, [{ exchange: DEAD, key: user }], 'parks')),
    queueOf('retention', 'retention.unrouted', [{ exchange: UNROUTED, key: '' }], 'parks'),
  ];
  const writesOf = (user: string): readonly string[] => {
    if (stores.includes(user)) return [STORE_EVENTS];
    return marketingServices.includes(user) ? [MARKETING_EVENTS] : writes[user as ServiceName];
  };
  return {
    users,
    participants,
    exchanges: EXCHANGES,
    queues,
    streams: STREAMS,
    policies: [JOURNALS, ...users.flatMap(queuePolicies)],
    permissions: [
      ...users.map((user) => ({
        user,
        configure: '^$',
        write: oneOf(writesOf(user)),
        read: oneOf(queues.filter(({ owner }) => owner === user).map(({ name }) => name)),
      })),
      { user: RESTORE_USER, configure: '^$', write: '^$', read: oneOf(STREAMS.map(({ name }) => name)) },
    ],
  };
}

export const queueTypeOf = (name: string): 'stream' | 'quorum' =>
  STREAMS.some((stream) => stream.name === name) ? 'stream' : 'quorum';

const GIB = 1024 ** 3;
const MORE_THAN_EVER = 1_000_000;

/**
 * Limits stand in policies, since a queue argument that changes between versions refuses the declaration.
 * Always a delivery limit: without a dead-letter exchange the broker deletes at its own default, which a
 * dead queue must never reach.
 */
const JOURNALS: PolicySpec = {
  name: 'journals',
  pattern: '^journal\\.',
  definition: { 'max-age': `${JOURNAL_DAYS}D`, 'max-length-bytes': 256 * GIB },
};

function queuePolicies(user: string): readonly PolicySpec[] {
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

const writes: Readonly<Record<ServiceName, readonly string[]>> = {
  consent: [SELOSTE_EVENTS, ownExchange('consent')],
  'marketing-suppression': [SELOSTE_EVENTS, ownExchange('marketing-suppression')],
  retention: [SELOSTE_EVENTS, SELOSTE_COMMANDS, STORE_EVENTS, ownExchange('retention')],
  'subject-requests': [SELOSTE_EVENTS, SELOSTE_COMMANDS, ownExchange('subject-requests')],
};

/**
 * Who may publish under which `source`: everybody registered under its own name; retention also as a store, which may
 * tell it over HTTP.
 */
export function mayPublishAs(
  { users, participants: { stores } }: Pick<Topology, 'users' | 'participants'>,
  user: string,
  source: string,
): boolean {
  const name = source.slice(1);
  if (!source.startsWith('/') || !users.includes(name)) return false;
  return user === name || (user === 'retention' && stores.includes(name));
}

export const queuesOf = ({ queues }: Pick<Topology, 'queues'>, owner: string): readonly QueueSpec[] =>
  queues.filter((queue) => queue.owner === owner);

export const queueSpec = ({ queues }: Pick<Topology, 'queues'>, name: string): QueueSpec | undefined =>
  queues.find((queue) => queue.name === name);

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

function ownerOf(name: string, users: readonly string[]): string {
  const owner = users.find((user) => name.startsWith(`${user}.`));
  if (owner === undefined) throw new Error(`no broker user owns the queue ${name}`);
  return owner;
}

/** Into a queue of a service the service itself may also write, through its own exchange. */
function queueOf(
  owner: string,
  name: string,
  bindings: readonly BindingSpec[],
  role: QueueSpec['role'] = 'handled',
): QueueSpec {
  const own = SERVICES.some((service) => service === owner)
    ? [{ exchange: ownExchange(owner), key: name }]
    : [];
  return { name, owner, role, bindings: [...bindings, ...own] };
}

function oneOf(names: readonly string[]): string {
  return `^(${names.map(literally).join('|')})$`;
}

function literally(name: string): string {
  return name.replaceAll('.', '\\.');
}
