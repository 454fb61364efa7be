import type { FastifyRequest } from 'fastify';
import type { HashKeys } from '#storage';
import type { Act } from './audit-record.js';
import { partiesOf } from './concerned-parties.js';

export function actOf(request: FastifyRequest, status: number, keys: HashKeys): Act {
  const act = {
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    request: request.id,
    status,
  };
  // What was refused may hold anything in its address and its body, and is about nobody.
  if (status >= 400) return act;
  const parties = partiesOf(request, keys);
  const of = request.params as Readonly<Record<string, string>>;
  return {
    ...act,
    ...(Object.keys(of).length > 0 && { of: { ...of } }),
    ...(parties.length > 0 && { parties }),
  };
}
