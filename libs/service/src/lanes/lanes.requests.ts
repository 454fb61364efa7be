import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, IsOptional, Matches, Min } from 'class-validator';
import { LANE_NAME } from '#contracts';
import { LANE_STATES, type LaneState } from './lane-facts.js';

/** As it stands in a `source`, without the slash. */
const SERVICE_NAME = /^[a-z][a-z0-9-]{1,39}$/;
const IsLane = (): PropertyDecorator => Matches(LANE_NAME, { message: 'must be the name of a lane' });

export class UnnumberedQuery {
  @Matches(SERVICE_NAME, { message: 'must be the name of a service' })
  of!: string;
}

export class LanesQuery extends UnnumberedQuery {
  @IsIn(LANE_STATES)
  state!: LaneState;

  @IsOptional()
  @IsIn(['policies'])
  only?: 'policies';

  /** With `n`: the `last` of the page before. */
  @IsOptional()
  @IsLane()
  lane?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  n?: number;
}

export class LaneFactsQuery {
  @IsLane()
  lane!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @IsInt({ each: true })
  @Min(0, { each: true })
  numbers!: number[];
}

export class PassedQuery {
  /** Also sends a canary through every queue. */
  @IsOptional()
  @IsIn(['canary'])
  probe?: 'canary';
}
