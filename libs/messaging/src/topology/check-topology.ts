import { asArgument, byName, type Exchange, type Named } from './at-the-broker.js';
import { ManagementApi, type BrokerAdmin } from './management-api.js';
import { queueTypeOf, type Topology } from './topology.js';
import { type Binding, undeclaredBindings } from './undeclared-bindings.js';

interface Policy extends Named {
  readonly 'apply-to': string;
  readonly pattern: string;
  readonly definition: Readonly<Record<string, unknown>>;
}
interface Permission {
  readonly user: string;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Every way in which the broker differs from the declared topology, in words; none: it is as declared. */
export async function checkTopology(
  managementUrl: string,
  admin: BrokerAdmin,
  vhost: string,
  topology: Topology,
): Promise<readonly string[]> {
  const api = new ManagementApi(managementUrl, admin);
  const list = async <T>(...path: readonly string[]): Promise<readonly T[]> =>
    (await api.get<T[]>(...path)) ?? [];
  if ((await api.get('vhosts', vhost)) === undefined) return [`the vhost ${vhost} is missing`];
  const exchanges = byName(await list<Exchange>('exchanges', vhost));
  const queues = byName(await list<Named>('queues', vhost));
  const policies = byName(await list<Policy>('policies', vhost));
  const permissions = await list<Permission>('vhosts', vhost, 'permissions');
  const bindings = (await list<Binding>('bindings', vhost)).filter(
    ({ source, destination_type }) => source !== '' && destination_type === 'queue',
  );
  return [
    ...topology.exchanges.flatMap(({ name, type, alternate }) => {
      const there = exchanges.get(name);
      if (there === undefined) return [`the exchange ${name} is missing`];
      if (there.type !== type) return [`the exchange ${name} is of type ${there.type}, not ${type}`];
      return alternateOf(there, policies) === alternate ? [] : [`the exchange ${name} has another alternate`];
    }),
    ...[...topology.queues, ...topology.streams].flatMap(({ name }) => {
      const there = queues.get(name);
      if (there === undefined) return [`the queue ${name} is missing`];
      const type = queueTypeOf(name);
      return there.arguments?.['x-queue-type'] === type ? [] : [`the queue ${name} is no ${type} queue`];
    }),
    ...differingBindings(topology, bindings),
    ...topology.policies.flatMap((policy) => {
      const there = policies.get(policy.name);
      if (there === undefined) return [`the policy ${policy.name} is missing`];
      const same =
        there.pattern === policy.pattern &&
        there['apply-to'] === policy.applyTo &&
        sameEntries(there.definition, policy.definition);
      return same ? [] : [`the policy ${policy.name} differs`];
    }),
    ...topology.permissions.flatMap((wanted) => {
      const there = permissions.find(({ user }) => user === wanted.user);
      if (there === undefined) return [`the user ${wanted.user} has no permissions`];
      const same =
        there.configure === wanted.configure && there.write === wanted.write && there.read === wanted.read;
      return same ? [] : [`the permissions of ${wanted.user} differ`];
    }),
  ];
}

const alternateOf = (exchange: Exchange, policies: ReadonlyMap<string, Policy>): unknown =>
  asArgument(exchange) ?? policies.get(exchange.policy ?? '')?.definition['alternate-exchange'];

function differingBindings(topology: Topology, there: readonly Binding[]): readonly string[] {
  const found = new Set(
    there.map(({ source, destination, routing_key }) => say(source, routing_key, destination)),
  );
  const wanted = new Set(
    [...topology.queues, ...topology.streams].flatMap(({ name, bindings }) =>
      bindings.map((b) => say(b.exchange, b.key, name)),
    ),
  );
  return [
    ...[...wanted]
      .filter((binding) => !found.has(binding))
      .map((binding) => `the binding ${binding} is missing`),
    ...undeclaredBindings(topology, there).map(
      ({ source, destination, routing_key }) =>
        `the binding ${say(source, routing_key, destination)} is not declared`,
    ),
  ];
}

const say = (exchange: string, key: string, queue: string): string => `${exchange} –${key}→ ${queue}`;

function sameEntries(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  const names = Object.keys(other);
  return Object.keys(one).length === names.length && names.every((name) => one[name] === other[name]);
}
