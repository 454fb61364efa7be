import type { ServiceDatabase } from '#service';
import { openErasureIndexes } from './open-erasures.store.js';
import { partyIndexes } from './party-index.store.js';

export const retentionDatabase: ServiceDatabase = {
  name: 'retention',
  indexes: [
    ...partyIndexes,
    ...openErasureIndexes,
    { collection: 'facts', name: 'erasure', key: { erasure: 1 }, where: { erasure: { $exists: true } } },
  ],
};
