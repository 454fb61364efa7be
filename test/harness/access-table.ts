import type { ServiceName } from '../../apps/services.js';

export const ROLES = ['store', 'marketing', 'desk', 'officer', 'ops'] as const;
export type Role = (typeof ROLES)[number];
type Allowed = 'anyone' | readonly Role[];

/**
 * Whose customers a role reaches by the routes that it may use. A store reaches those of the source in its token, and by an
 * address alone it may prohibit and nothing else. The marketing service sends for every store: it asks about anybody's
 * customers and records their prohibitions, and can lift none. The company's own people serve the customers of every store.
 */
export const REACH: Readonly<Record<Role, 'own source' | 'every source'>> = {
  store: 'own source',
  marketing: 'every source',
  desk: 'every source',
  officer: 'every source',
  ops: 'every source',
};

const everyService: Readonly<Record<string, Allowed>> = {
  'GET /health/live': 'anyone',
  'GET /health/ready': 'anyone',
  'GET /metrics': 'anyone',
  'GET /v1/openapi.json': 'anyone',
  'GET /v1/ops/diagnosis': ['ops'],
  'GET /v1/ops/keys': ['ops'],
  'POST /v1/ops/keys/rewrap': ['ops'],
  'GET /v1/ops/lanes': ['ops'],
  'GET /v1/ops/lanes/unnumbered': ['ops'],
  'POST /v1/ops/lanes/facts': ['ops'],
  'GET /v1/ops/passed': ['ops'],
  'GET /v1/ops/owed': ['ops'],
  'GET /v1/ops/parked': ['ops'],
  'GET /v1/ops/parked/:id': ['ops'],
  'POST /v1/ops/parked/:id/replay': ['ops'],
  'POST /v1/ops/parked/:id/discard': ['ops'],
  'POST /v1/audit/find': ['officer'],
  'GET /v1/ledger/head': 'anyone',
  'GET /v1/ledger/export': ['officer'],
};

/** Who may use which route, and nobody else. A route that is not here fails the test, and so does one that is gone. */
export const accessTable: Readonly<Record<ServiceName, Readonly<Record<string, Allowed>>>> = {
  consent: {
    ...everyService,
    'GET /notice': 'anyone',
    'POST /v1/consents': ['desk', 'store'],
    'POST /v1/consents/withdrawals': ['desk', 'store'],
    'POST /v1/decisions': ['marketing', 'store', 'desk', 'officer'],
    'POST /v1/decisions/batch': ['marketing', 'store', 'desk', 'officer'],
    'POST /v1/parties/find': ['desk'],
    'POST /v1/policies': ['officer'],
    'POST /v1/simulations': ['officer'],
    'GET /v1/summary': ['ops', 'officer'],
  },
  'marketing-suppression': {
    ...everyService,
    'POST /v1/prohibitions': ['desk', 'store', 'marketing'],
    'POST /v1/prohibitions/:id/lift': ['desk'],
    'POST /v1/send-checks': ['marketing'],
    'POST /v1/address-hashes': ['marketing'],
    'GET /v1/unsubscribe/:token': 'anyone',
    'POST /v1/unsubscribe/:token': 'anyone',
    'GET /v1/summary': ['ops', 'officer'],
  },
  retention: {
    ...everyService,
    'POST /v1/clocks': ['desk', 'officer'],
    'GET /v1/due': ['officer', 'ops'],
    'POST /v1/events': ['store'],
    'POST /v1/simulations': ['officer'],
    'POST /v1/sweeps': ['officer'],
    'GET /v1/summary': ['ops', 'officer'],
  },
  'subject-requests': {
    ...everyService,
    'POST /v1/requests': ['desk', 'officer'],
    'GET /v1/requests/:request': ['desk', 'officer'],
    'GET /v1/requests/:request/package': ['desk', 'officer'],
    'GET /v1/summary': ['ops', 'officer'],
  },
};

/** `POST /v1/requests` and so on, from Fastify's own tree of all that it answers to. */
export function routesIn(printed: string): readonly string[] {
  const above: string[] = [];
  return printed
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] =
        /^([\s│]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      if (part === '') return [];
      above.length = indent.length / 4;
      above.push(part);
      const path = above.join('').replace(/(.)\/$/, '$1');
      return methods
        .split(', ')
        .filter((method) => method !== '' && method !== 'HEAD')
        .map((method) => `${method} ${path}`);
    })
    .toSorted();
}
