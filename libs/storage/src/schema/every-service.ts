import { restores } from '../backup/restore-mark.schema.js';
import { erasureFiles } from '../erasures/erasure-file.schema.js';
import { kids } from '../hashing/kid.schema.js';
import { heads } from '../ledger/head.schema.js';
import { leases } from '../ledger/lease.schema.js';
import { lots } from '../ledger/lot.schema.js';
import { seals } from '../ledger/seal.schema.js';
import { appliedMigrations, migrationLocks } from '../migrations/migration.schema.js';
import { keys } from '../sealing/key.schema.js';
import { shreds } from '../sealing/shred.schema.js';

const ofSettingUp = [restores, appliedMigrations, migrationLocks];

/** What storage keeps in the databases of every service, beside the facts. */
export const storageCollections = {
  data: [seals, heads, lots, leases, erasureFiles, kids, ...ofSettingUp],
  keys: [keys, shreds, ...ofSettingUp],
} as const;
