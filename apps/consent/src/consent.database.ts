import type { ServiceDatabase } from '#service';
import { consentIndexes } from './party-facts.store.js';

export const consentDatabase: ServiceDatabase = {
  name: 'consent',
  indexes: consentIndexes,
};
