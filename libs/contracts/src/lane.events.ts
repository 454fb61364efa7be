import { IsBoolean, IsInt, Min } from 'class-validator';
import { IsInstant, IsOwnId } from './fields.js';
import { defineContracts } from './registry.js';

/** Of a publishing instance: its service, and a UUID. */
export const LANE_NAME = /^[a-z-]{1,40}\/[0-9a-f-]{36}$/;

/**
 * How far one publishing instance has come: all of its facts numbered up to `through` are with the broker,
 * and there are `count` of them (a number whose write failed stays unused).
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
