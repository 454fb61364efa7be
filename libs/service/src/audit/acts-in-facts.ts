import type { FastifyRequest } from 'fastify';
import type { HashKeys } from '#storage';
import { isPerson, principalOf } from '../access/principal.js';
import { actOf } from './act-of.js';
import type { AuditRecord } from './audit-record.js';
import type { AuditTrail } from './audit-trail.js';

/**
 * An act that makes a fact is on record with the fact, in one write: neither is ever there without the other. The trail
 * has the record as soon as the fact has settled what it owes.
 */
export class ActsInFacts {
  private readonly onRecord = new WeakSet<object>();

  constructor(
    private readonly trail: Pick<AuditTrail, 'recordOf'>,
    private readonly keys: HashKeys,
  ) {}

  /** For a fact that this request is about to make; nothing for a program. */
  of(request: FastifyRequest): AuditRecord | undefined {
    const who = principalOf(request);
    if (who === undefined || !isPerson(who.role)) return undefined;
    return this.trail.recordOf(who, actOf(request, MADE, this.keys));
  }

  /** The fact is durable, and the record in it. */
  made(request: FastifyRequest): void {
    this.onRecord.add(request);
  }

  /** Whether nothing is left to be recorded of an answer with this status. */
  has(request: FastifyRequest, status: number): boolean {
    return status === MADE && this.onRecord.has(request);
  }
}

const MADE = 201;
