import { IsBoolean, IsInt, Min } from 'class-validator';
import { IsInstant, IsOwnId } from './fields.js';
import { defineContracts } from './registry.js';

/** Its service, the type of event that it numbers (none in an older version, which numbered all in one), and a UUID. */
export const LANE_NAME = /^[a-z-]{1,40}\/(?:[a-z-]{1,40}\.[a-z-]{1,40}\.v\d{1,3}\/)?[0-9a-f-]{36}$/;

export interface LaneParts {
  readonly service: string;
  readonly type?: string;
}

/** The type stands in the name, so that it is known for as long as a fact is that has a number of it. */
export const laneName = ({ service, type }: LaneParts, uuid: string): string =>
  [service, ...(type === undefined ? [] : [type]), uuid].join('/');

export function partsOfLane(lane: string): LaneParts {
  const [service = lane, type, uuid] = lane.split('/');
  return uuid === undefined || type === undefined ? { service } : { service, type };
}

/**
 * How far one publishing instance has come with one type of event: all of its facts numbered up to `through` are with
 * the broker, and there are `count` of them (a number whose write failed stays unused).
 */
export class LaneWatermark {
  static readonly type = 'lane.watermark.v1';
  @IsOwnId() lane!: string;
  @IsInt() @Min(0) through!: number;
  @IsInt() @Min(0) count!: number;
  @IsInstant() at!: string;
  /** The instance has stopped and will number no further fact. */
  @IsBoolean() closed!: boolean;
}

export const laneContracts = defineContracts('every-service', [LaneWatermark]);
