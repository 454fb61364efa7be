import { EXCHANGES, PERMISSIONS, POLICIES, QUEUES, STREAMS } from '#messaging';

/** The declared topology; that a broker gets it as declared is the business of apply-topology.int.spec.ts. */
export function topologySections(): Readonly<Record<string, readonly string[]>> {
  return {
    exchanges: EXCHANGES.map(
      ({ name, type, alternate }) => `${name} ${type}${alternate === undefined ? '' : `, else ${alternate}`}`,
    ),
    queues: QUEUES.map(({ name, owner, role }) => `${name} ${role}, of ${owner}`),
    streams: STREAMS.map(({ name }) => name),
    bindings: [...QUEUES, ...STREAMS].flatMap(({ name, bindings }) =>
      bindings.map(({ exchange, key }) => `${name} ← ${exchange} ${key}`),
    ),
    policies: POLICIES.map(
      ({ name, pattern, definition }) => `${name} ${pattern} ${JSON.stringify(definition)}`,
    ),
    permissions: PERMISSIONS.flatMap(({ user, ...rights }) =>
      Object.entries(rights).map(([right, pattern]) => `${user} ${right} ${pattern}`),
    ),
  };
}
