import type { ServiceDatabase } from '#service';
import { requestIndexes } from './request-file.store.js';

export const subjectRequestsDatabase: ServiceDatabase = {
  name: 'subject-requests',
  indexes: requestIndexes,
};
