import { asArgument, byName, type Exchange } from './at-the-broker.js';
import { ManagementApi, type BrokerAdmin } from './management-api.js';
import type { QueueSpec } from './names.js';
import {
  type ExchangeSpec,
  type PolicySpec,
  queueTypeOf,
  type StreamSpec,
  type Topology,
} from './topology.js';
import { type Binding, undeclaredBindings } from './undeclared-bindings.js';

export interface TopologyAccess {
  /** Passwords of the broker users; a user left out keeps the one it has and gets no permissions here. */
  readonly users: Readonly<Record<string, string | undefined>>;
}

/** Something there cannot be changed while it stands. */
class TopologyConflict extends Error {
  override readonly name = 'TopologyConflict';
}

/**
 * Puts everything in place, and takes away what binds our queues and is not declared (any more); it may run at every
 * start. Queues are never deleted.
 */
export async function applyTopology(
  managementUrl: string,
  admin: BrokerAdmin,
  vhost: string,
  topology: Topology,
  { users }: TopologyAccess,
): Promise<void> {
  const api = new ManagementApi(managementUrl, admin);
  if ((await api.get('vhosts', vhost)) === undefined) await api.put({}, 'vhosts', vhost);
  await api.put({ configure: '.*', write: '.*', read: '.*' }, 'permissions', vhost, admin.user);
  const there = byName((await api.get<Exchange[]>('exchanges', vhost)) ?? []);
  const unlike = topology.exchanges.filter(
    ({ name, alternate }) => (asArgument(there.get(name)) ?? alternate) !== alternate,
  );
  if (unlike.length > 0)
    throw new TopologyConflict(
      `an argument of ${unlike.map(({ name }) => name).join(', ')} says another alternate, which goes before any policy: ` +
        'stop who publishes there, delete the exchange, and apply again',
    );
  const putPolicies = async (kind: PolicySpec['applyTo']): Promise<void> => {
    for (const { name, pattern, definition, applyTo } of topology.policies)
      if (applyTo === kind)
        await api.put({ pattern, definition, 'apply-to': kind, priority: 10 }, 'policies', vhost, name);
  };
  const putExchanges = async (exchanges: readonly ExchangeSpec[]): Promise<void> => {
    for (const { name, type } of exchanges) {
      // One of before has its alternate as an argument as well, and would not be declared again without.
      if (there.get(name)?.type === type) continue;
      await api.put({ type, durable: true, auto_delete: false, arguments: {} }, 'exchanges', vhost, name);
    }
  };
  const putQueues = async (queues: readonly (QueueSpec | StreamSpec)[]): Promise<void> => {
    for (const { name, bindings } of queues) {
      const args = { 'x-queue-type': queueTypeOf(name) };
      await api.put({ durable: true, auto_delete: false, arguments: args }, 'queues', vhost, name);
      for (const { exchange, key } of bindings)
        await api.post({ routing_key: key, arguments: {} }, 'bindings', vhost, 'e', exchange, 'q', name);
    }
  };
  // What something falls back to before it: no queue is there without its limits and its dead-letter queue, and no
  // exchange without its alternate and the queue behind that.
  await putPolicies('queues');
  await putExchanges(topology.exchanges.filter(({ alternate }) => alternate === undefined));
  await putQueues(topology.queues.filter(({ role }) => role === 'parks'));
  await putPolicies('exchanges');
  await putExchanges(topology.exchanges.filter(({ alternate }) => alternate !== undefined));
  await putQueues([...topology.queues.filter(({ role }) => role === 'handled'), ...topology.streams]);
  const bindings = (await api.get<Binding[]>('bindings', vhost)) ?? [];
  for (const { source, destination, properties_key: key } of undeclaredBindings(topology, bindings)) {
    await api.delete('bindings', vhost, 'e', source, 'q', destination, key);
  }
  for (const { user, ...permission } of topology.permissions) {
    const password = users[user];
    if (password === undefined) continue;
    await api.put({ password, tags: '' }, 'users', user);
    await api.put(permission, 'permissions', vhost, user);
  }
}

/** For tests and for tearing a stage down: everything in the vhost goes, the broker's users stay. */
export async function removeVhost(managementUrl: string, admin: BrokerAdmin, vhost: string): Promise<void> {
  await new ManagementApi(managementUrl, admin).delete('vhosts', vhost);
}
