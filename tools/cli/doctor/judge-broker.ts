import { BROKER_BYTES } from '#contracts';
import { queueSpec, type Topology } from '#messaging';
import { serviceNames } from '../../../apps/services.js';
import { error, type Finding, inArea, warning } from './finding.js';

export interface BrokerSeen {
  readonly vhost: string;
  readonly admin: string;
  /** As `topology check` tells them. */
  readonly differences: readonly string[];
  readonly users: readonly { readonly name: string; readonly tags: readonly string[] | string }[];
  readonly permissions: readonly { readonly user: string; readonly vhost: string }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly running: boolean;
    readonly disk_free?: number;
    readonly disk_free_limit?: number;
    readonly disk_free_alarm?: boolean;
    readonly mem_alarm?: boolean;
  }[];
  readonly queues: readonly {
    readonly name: string;
    readonly consumers?: number;
    readonly message_bytes?: number;
    readonly effective_policy_definition?: Readonly<Record<string, unknown>>;
  }[];
  /** Whether a message that is too large to be parked is taken; unknown where no service could be asked. */
  readonly takesTooLarge?: boolean;
}

const GIB = 1024 ** 3;

export const judgeBroker = (topology: Topology, seen: BrokerSeen): readonly Finding[] => [
  ...inArea(
    'permissions',
    'the users of the broker have their rights and no others',
    userFindings(topology, seen),
  ),
  ...inArea(
    'drift',
    'the topology is as declared',
    seen.differences.map((line) =>
      error(line, 'seloste topology apply, with BROKER_USERS_FILE where a user is concerned'),
    ),
  ),
  ...inArea('disk', 'no node of the broker runs out of disk or memory', seen.nodes.flatMap(nodeFindings)),
  ...inArea('queues', 'each queue has its limits, room and a consumer', [
    ...seen.queues.flatMap((queue) => queueFindings(topology, queue)),
    ...(seen.takesTooLarge === true
      ? [
          error(
            `the broker takes messages of more than ${BROKER_BYTES} bytes`,
            `set max_message_size = ${BROKER_BYTES}: a service holds many messages at the same time`,
          ),
        ]
      : []),
  ]),
];

function userFindings({ permissions: declared }: Topology, { vhost, admin, users, permissions }: BrokerSeen) {
  const ours = new Set(declared.map(({ user }) => user));
  return [
    ...users
      .filter(({ name, tags }) => ours.has(name) && tags.length > 0)
      .map(({ name, tags }) =>
        error(`the broker user ${name} is ${String(tags)}`, `rabbitmqctl set_user_tags ${name}`),
      ),
    ...users
      .filter(({ name }) => name === 'guest')
      .map(() => warning('the broker has its user guest', 'rabbitmqctl delete_user guest')),
    ...permissions
      .filter((one) => one.vhost === vhost && one.user !== admin && !ours.has(one.user))
      .map(({ user }) =>
        error(
          `${user} has rights in ${vhost}, and nobody declared any`,
          `rabbitmqctl clear_permissions -p ${vhost} ${user}`,
        ),
      ),
    ...permissions
      .filter((one) => one.vhost !== vhost && ours.has(one.user))
      .map((one) =>
        warning(
          `${one.user} has rights in the vhost ${one.vhost} too`,
          `rabbitmqctl clear_permissions -p ${one.vhost} ${one.user}`,
        ),
      ),
  ];
}

function nodeFindings(node: BrokerSeen['nodes'][number]) {
  const { name, running, disk_free: free, disk_free_limit: limit = 0 } = node;
  if (!running)
    return [error(`the broker node ${name} is down`, 'start it; quorum queues need most of their nodes')];
  return [
    ...(node.disk_free_alarm === true
      ? [error(`${name} has run out of disk and blocks publishers`, 'make room there')]
      : []),
    ...(node.mem_alarm === true
      ? [
          error(
            `${name} has run out of memory and blocks publishers`,
            'give it more, or look which queue grew',
          ),
        ]
      : []),
    ...(node.disk_free_alarm !== true && free !== undefined && free < Math.max(3 * limit, 2 * GIB)
      ? [
          warning(
            `${name} has ${(free / GIB).toFixed(1)} GiB of disk left`,
            'make room before the alarm blocks publishers',
          ),
        ]
      : []),
  ];
}

function queueFindings(
  topology: Topology,
  {
    name,
    consumers = 0,
    message_bytes: bytes = 0,
    effective_policy_definition: limits = {},
  }: BrokerSeen['queues'][number],
) {
  const spec = queueSpec(topology, name);
  if (spec === undefined) return [];
  const wanted =
    topology.policies.find(({ pattern, applyTo }) => applyTo === 'queues' && new RegExp(pattern).test(name))
      ?.definition ?? {};
  const off = Object.entries(wanted)
    .filter(([limit, value]) => limits[limit] !== value)
    .map(([limit]) => limit);
  const room = Number(limits['max-length-bytes'] ?? Infinity);
  const consumed = serviceNames.some((service) => service === spec.owner);
  return [
    ...(off.length > 0
      ? [
          error(
            `${name} does not have its ${off.join(', ')}`,
            'remove the broker policy that overrules ours, then seloste topology apply',
          ),
        ]
      : []),
    ...(consumed && consumers === 0 ? [error(`nobody consumes ${name}`, `start ${spec.owner}`)] : []),
    ...(bytes > 0.9 * room
      ? [error(`${name} is full: publishers are refused`, `help its consumer, ${spec.owner}`)]
      : bytes > 0.5 * room
        ? [warning(`${name} is half full`, `help its consumer, ${spec.owner}`)]
        : []),
  ];
}
