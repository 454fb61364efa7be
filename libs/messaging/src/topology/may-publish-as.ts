import { OUR_SERVICES, STORE_EVENTS_OVER_HTTP } from '#contracts';
import type { Registered } from '#participant';

const ours: readonly string[] = OUR_SERVICES;

/**
 * Who may publish under which `source`: everybody who takes part under its own name; one service also as those outside,
 * who may tell it over HTTP, and whose messages it sends again that nobody took at first.
 */
export function mayPublishAs(
  { stores, marketingServices }: Registered,
  user: string,
  source: string,
): boolean {
  const name = source.slice(1);
  if (!source.startsWith('/') || ![...ours, ...stores, ...marketingServices].includes(name)) return false;
  return user === name || (user === STORE_EVENTS_OVER_HTTP && !ours.includes(name));
}
