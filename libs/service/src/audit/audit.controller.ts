import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { HashKeys } from '#storage';
import { Allow } from '../access/principal.js';
import { AUDIT_TRAIL, HASH_KEYS } from '../tokens.js';
import type { AuditRecord } from './audit-record.js';
import type { AuditTrail } from './audit-trail.js';
import { FindAuditRecords } from './audit.requests.js';

const PAGE = 100;

type ShownRecord = Omit<AuditRecord, 'type' | 'on' | 'takenAt'>;

interface AuditPage {
  readonly records: readonly ShownRecord[];
  /** `after` of the next page; absent on the last one. */
  readonly next?: string;
}

/** Who read what of whom, and did what: for the officer. Asking is on record too. */
@ApiTags('audit')
@Allow('officer')
@Controller('v1/audit/find')
export class AuditController {
  constructor(
    @Inject(AUDIT_TRAIL) private readonly trail: AuditTrail,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
  ) {}

  @Post()
  @HttpCode(200)
  async find(@Body() { party, who, from, until, after, limit = PAGE }: FindAuditRecords): Promise<AuditPage> {
    const found = await this.trail.find({
      ...(party !== undefined && { parties: this.keys.partyRefs(party.source, party.id) }),
      ...(who !== undefined && { who }),
      ...(from !== undefined && { from: new Date(from) }),
      ...(until !== undefined && { until: new Date(until) }),
      ...(after !== undefined && { after }),
      limit: limit + 1,
    });
    const records = found.slice(0, limit).map(({ type: _type, on: _on, takenAt: _at, ...shown }) => shown);
    return { records, ...(found.length > limit && { next: records.at(-1)?._id }) };
  }
}
