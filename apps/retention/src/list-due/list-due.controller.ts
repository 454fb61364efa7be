import { Controller, Get, Query } from '@nestjs/common';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';
import { IsCivilDate } from '#contracts';
import { Allow, invalidField } from '#service';
import type { IndexedParty } from '../party.schema.js';
import { PartyIndexStore } from '../party-index.store.js';

class ListDueQuery {
  @IsCivilDate() through!: string;
  @IsOptional() @Matches(/^[A-Za-z0-9_-]{1,400}$/) cursor?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1000) limit?: number;
}

interface DueAnswer {
  readonly due: readonly { party: string; dueOn: string }[];
  readonly next?: string;
}

@Controller('v1/due')
export class ListDueController {
  constructor(private readonly parties: PartyIndexStore) {}

  @Get()
  @Allow('officer', 'ops')
  async list(@Query() { through, cursor, limit = 100 }: ListDueQuery): Promise<DueAnswer> {
    const found = await this.parties
      .due(through, cursor === undefined ? undefined : read(cursor), limit)
      .toArray();
    const last = found.at(-1);
    return {
      due: found.map(({ _id, dueOn }) => ({ party: _id, dueOn: dueOn ?? '' })),
      ...(found.length === limit && last !== undefined && { next: cursorOf(last) }),
    };
  }
}

const cursorOf = ({ dueOn, _id }: IndexedParty): string =>
  Buffer.from(JSON.stringify([dueOn, _id])).toString('base64url');

function read(cursor: string): { dueOn: string; _id: string } {
  try {
    const [dueOn, _id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof dueOn === 'string' && typeof _id === 'string') return { dueOn, _id };
  } catch {
    // falls through to the same answer as a cursor of the wrong shape
  }
  throw invalidField('?cursor', 'must be the `next` of an earlier answer');
}
