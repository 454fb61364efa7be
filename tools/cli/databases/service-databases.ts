import type { DatabaseNames } from '#service';
import { serviceNames } from '../../../apps/services.js';

/** Those of `subject-requests` are `subject_requests` and `subject_requests_keys`. */
export function namesOf(service: string, prefix = ''): DatabaseNames {
  const data = `${prefix}${service.replaceAll('-', '_')}`;
  return { data, keys: `${data}_keys` };
}

export const allNames = (prefix = ''): readonly DatabaseNames[] =>
  serviceNames.map((service) => namesOf(service, prefix));
