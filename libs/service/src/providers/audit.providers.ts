import type { FactoryProvider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { Policy } from '#policy';
import { FactCollection, GroupCommit, type HashKeys, type Journal } from '#storage';
import { ActsInFacts } from '../audit/acts-in-facts.js';
import { AuditJournal } from '../audit/audit-journal.js';
import type { AuditRecord } from '../audit/audit-record.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../clock/clock.js';
import type { ServiceLog } from '../log/service-log.js';
import * as token from '../tokens.js';
import { made } from './made.js';

/** Who asked and did what. */
export const auditProviders: readonly FactoryProvider[] = [
  made(
    token.AUDIT_JOURNAL,
    [token.CONNECTION, token.JOURNAL, token.LOG],
    (connection: Connection, journal: Journal, log: ServiceLog) => new AuditJournal(connection, journal, log),
  ),
  made(
    token.AUDIT_TRAIL,
    [token.CONNECTION, token.POLICIES, token.CLOCK, token.AUDIT_JOURNAL],
    (connection: Connection, policies: readonly Policy[], clock: Clock, journal: AuditJournal) => {
      const collection = new FactCollection<AuditRecord>(connection, {
        name: 'audit',
        attempts: 2,
        inLedger: false,
      });
      const copies = new GroupCommit(collection, { gatherMs: 100 });
      return new AuditTrail(collection, new GroupCommit(collection), copies, policies, clock, journal);
    },
  ),
  made(
    token.ACTS_IN_FACTS,
    [token.AUDIT_TRAIL, token.HASH_KEYS],
    (trail: AuditTrail, keys: HashKeys) => new ActsInFacts(trail, keys),
  ),
];
