import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';

const STATES = ['parked', 'replaying', 'replayed', 'discarded', 'any'] as const;

export class ParkedId {
  @Matches(/^[0-9a-f]{40}$/, { message: 'must be the id of a parked message' })
  id!: string;
}

/** What is still parked, unless another state is asked for. */
export class ListParked {
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  @IsOptional()
  @Matches(/^[a-z-]{1,60}$/)
  reason?: string;

  @IsOptional()
  @Matches(/^[a-z-]+\.[a-z-]+$/)
  queue?: string;

  @IsOptional()
  @Matches(/^[a-z.-]{1,100}\.v\d{1,3}$/)
  type?: string;

  @IsOptional()
  @Matches(/^[0-9a-f]{12}$/)
  fingerprint?: string;

  @IsOptional()
  @Matches(/^[0-9a-f]{40}$/, { message: 'must be the `next` of the page before' })
  after?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(199)
  limit?: number;
}

export class DiscardParked {
  @IsString()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}
