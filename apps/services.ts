import type { ServiceDescription } from '#service';
import { consentService } from './consent/src/consent.service.js';
import { marketingSuppressionService } from './marketing-suppression/src/marketing-suppression.service.js';
import { retentionService } from './retention/src/retention.service.js';
import { subjectRequestsService } from './subject-requests/src/subject-requests.service.js';

/** Every service of the installation: what the command line, the topology, the checks and the tests go through. */
export const services = [
  consentService,
  marketingSuppressionService,
  retentionService,
  subjectRequestsService,
] as const;

export type ServiceName = (typeof services)[number]['name'];

export const serviceNames: readonly ServiceName[] = services.map(({ name }) => name);

export const serviceNamed = (name: ServiceName): ServiceDescription =>
  services.find((service) => service.name === name)!;
