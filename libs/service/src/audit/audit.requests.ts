import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IsInstant, IsShape, PartyId } from '#contracts';

/** All of them, the newest first, where nothing is asked for. */
export class FindAuditRecords {
  /** Who read this party's data, or did something about it. */
  @IsOptional()
  @IsShape(() => PartyId)
  party?: PartyId;

  /** What this `sub` did. */
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'must be the `sub` of an access token' })
  who?: string;

  @IsOptional()
  @IsInstant()
  from?: string;

  @IsOptional()
  @IsInstant()
  until?: string;

  @IsOptional()
  @Matches(/^[0-9a-f]{12}-[0-9a-f]{18}$/, { message: 'must be the `next` of the page before' })
  after?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;
}
