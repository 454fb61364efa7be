import type { ServiceDatabase } from '#service';
import { partyIndexes } from './party.store.js';
import { countIndexes } from './show-summary/suppression-counts.store.js';
import { suppressionIndexes } from './suppression.store.js';

export const marketingSuppressionDatabase: ServiceDatabase = {
  name: 'marketing-suppression',
  indexes: [...suppressionIndexes, ...partyIndexes, ...countIndexes],
};
