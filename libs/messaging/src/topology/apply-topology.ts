import { ManagementApi, type BrokerAdmin } from './management-api.js';
import { queueTypeOf, type Topology } from './topology.js';
import { type Binding, undeclaredBindings } from './undeclared-bindings.js';

export interface TopologyAccess {
  /** Passwords of the broker users; a user left out keeps the one it has and gets no permissions here. */
  readonly users: Readonly<Record<string, string | undefined>>;
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
  // Policies before queues: a queue is never there without its limits and its dead-letter exchange.
  for (const { name, pattern, definition } of topology.policies) {
    await api.put({ pattern, definition, 'apply-to': 'queues', priority: 10 }, 'policies', vhost, name);
  }
  for (const { name, type, alternate } of topology.exchanges) {
    const args = alternate === undefined ? {} : { 'alternate-exchange': alternate };
    await dropIfOtherwise(api, vhost, name, alternate);
    await api.put({ type, durable: true, auto_delete: false, arguments: args }, 'exchanges', vhost, name);
  }
  const queues = [...topology.queues].sort(
    (one, other) => Number(other.role === 'parks') - Number(one.role === 'parks'),
  );
  for (const { name, bindings } of [...queues, ...topology.streams]) {
    const args = { 'x-queue-type': queueTypeOf(name) };
    await api.put({ durable: true, auto_delete: false, arguments: args }, 'queues', vhost, name);
    for (const { exchange, key } of bindings) {
      await api.post({ routing_key: key, arguments: {} }, 'bindings', vhost, 'e', exchange, 'q', name);
    }
  }
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

/**
 * An exchange's arguments cannot be changed, so it is made anew. Until its last binding is there again, what is published
 * comes to a part of its queues and is confirmed all the same: nobody may publish meanwhile.
 */
async function dropIfOtherwise(
  api: ManagementApi,
  vhost: string,
  name: string,
  alternate?: string,
): Promise<void> {
  const there = await api.get<{ arguments?: Readonly<Record<string, unknown>> }>('exchanges', vhost, name);
  if (there === undefined || there.arguments?.['alternate-exchange'] === alternate) return;
  await api.delete('exchanges', vhost, name);
}

/** For tests and for tearing a stage down: everything in the vhost goes, the broker's users stay. */
export async function removeVhost(managementUrl: string, admin: BrokerAdmin, vhost: string): Promise<void> {
  await new ManagementApi(managementUrl, admin).delete('vhosts', vhost);
}
