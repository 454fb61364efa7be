import { EXAMPLES } from '#participant';
import { installationTopology } from '../../apps/topology.js';

/** The declared topology; that a broker gets it as declared is the business of apply-topology.int.spec.ts. */
export function topologySections(): Readonly<Record<string, readonly string[]>> {
  const { exchanges, queues, streams, policies, permissions } = installationTopology(EXAMPLES);
  return {
    exchanges: exchanges.map(
      ({ name, type, alternate }) => `${name} ${type}${alternate === undefined ? '' : `, else ${alternate}`}`,
    ),
    queues: queues.map(({ name, owner, role }) => `${name} ${role}, of ${owner}`),
    streams: streams.map(({ name }) => name),
    bindings: [...queues, ...streams].flatMap(({ name, bindings }) =>
      bindings.map(({ exchange, key }) => `${name} ← ${exchange} ${key}`),
    ),
    policies: policies.map(
      ({ name, pattern, applyTo, definition }) =>
        `${name} ${applyTo} ${pattern} ${JSON.stringify(definition)}`,
    ),
    permissions: permissions.flatMap(({ user, ...rights }) =>
      Object.entries(rights).map(([right, pattern]) => `${user} ${right} ${pattern}`),
    ),
  };
}
