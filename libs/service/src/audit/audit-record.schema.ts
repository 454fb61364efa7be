import { Schema } from 'mongoose';
import { collectionOf, optional, required } from '#storage';
import type { AuditRecord } from './audit-record.js';

type Stored = Omit<AuditRecord, 'requestHash' | 'lane' | 'n' | 'owes' | 'owed' | 'audit' | 'party'>;

export const audit = collectionOf<Stored>('audit', {
  _id: required(String),
  type: required(String),
  on: required(String),
  at: required(String),
  takenAt: required(Date),
  who: required(String),
  role: required(String),
  method: required(String),
  route: required(String),
  of: optional(Schema.Types.Mixed),
  parties: optional([String]),
  request: required(String),
  status: required(Number),
  outcome: required(String),
  until: required(Date),
  salt: optional(Buffer),
  leaf: optional(Buffer),
  seal: optional(Schema.Types.Mixed),
});
audit.index({ until: 1 }, { name: 'until', expireAfterSeconds: 0 });
audit.index({ parties: 1, _id: 1 }, { name: 'parties' });
audit.index({ who: 1, _id: 1 }, { name: 'who' });
