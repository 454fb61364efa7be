import type { FactoryProvider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { Policy } from '#policy';
import { FactCollection, GroupCommit } from '#storage';
import type { AuditRecord } from '../audit/audit-record.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../clock/clock.js';
import * as token from '../tokens.js';
import { made } from './made.js';

/** Who asked and did what. */
export const auditProviders: readonly FactoryProvider[] = [
  made(
    token.AUDIT_TRAIL,
    [token.CONNECTION, token.POLICIES, token.CLOCK],
    (connection: Connection, policies: readonly Policy[], clock: Clock) => {
      const collection = new FactCollection<AuditRecord>(connection, { name: 'audit', attempts: 2 });
      return new AuditTrail(collection, new GroupCommit(collection), policies, clock);
    },
  ),
];
