import { OUR_SERVICES, STORE_EVENTS_OVER_HTTP } from '#contracts';
import type { Registered } from '#participant';

const ours: readonly string[] = OUR_SERVICES;

/**
 * Who may publish under which `source`: everybody who takes part under its own name; one service also as a store, which
 * may tell it over HTTP.
 */
export function mayPublishAs(
  { stores, marketingServices }: Registered,
  user: string,
  source: string,
): boolean {
  const name = source.slice(1);
  if (!source.startsWith('/') || ![...ours, ...stores, ...marketingServices].includes(name)) return false;
  return user === name || (user === STORE_EVENTS_OVER_HTTP && stores.includes(name));
}
