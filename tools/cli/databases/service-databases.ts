import { SERVICES, type ServiceName } from '#messaging';
import type { DatabaseNames, ServiceDatabase } from '#service';
import { consentDatabase } from '../../../apps/consent/src/consent.database.js';
import { marketingSuppressionDatabase } from '../../../apps/marketing-suppression/src/marketing-suppression.database.js';
import { retentionDatabase } from '../../../apps/retention/src/retention.database.js';
import { subjectRequestsDatabase } from '../../../apps/subject-requests/src/subject-requests.database.js';

export const DATABASES: Readonly<Record<ServiceName, ServiceDatabase>> = {
  consent: consentDatabase,
  'marketing-suppression': marketingSuppressionDatabase,
  retention: retentionDatabase,
  'subject-requests': subjectRequestsDatabase,
};

/** Those of `subject-requests` are `subject_requests` and `subject_requests_keys`. */
export function namesOf(service: ServiceName, prefix = ''): DatabaseNames {
  const data = `${prefix}${service.replaceAll('-', '_')}`;
  return { data, keys: `${data}_keys` };
}

export const allNames = (prefix = ''): readonly DatabaseNames[] =>
  SERVICES.map((service) => namesOf(service, prefix));
