import { IsOptional } from 'class-validator';
import { BecauseData } from './because.js';
import { IsInstant, IsListOf, IsOneOf, IsOwnId, IsShortText } from './fields.js';
import { defineContracts } from './registry.js';

export const ERASURE_OCCASIONS = ['clock', 'request'] as const;
export type ErasureOccasion = (typeof ERASURE_OCCASIONS)[number];

/**
 * Every holder has confirmed that what was due is gone: single records or all of a party. Each had its own command, so
 * nobody acts on this.
 */
export class ErasureCompleted {
  static readonly type = 'erasure.completed.v1';
  @IsOwnId() erasure!: string;
  @IsShortText() party!: string;
  @IsOneOf(ERASURE_OCCASIONS) occasion!: ErasureOccasion;
  @IsOptional() @IsOwnId() request?: string;
  @IsInstant() erasedAt!: string;
  @IsListOf(() => BecauseData) because!: readonly BecauseData[];
}

export const retentionContracts = defineContracts('retention', [ErasureCompleted]);
