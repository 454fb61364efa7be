import { ArrayMaxSize, IsArray, IsOptional, IsString } from 'class-validator';
import { BecauseData } from './because.js';
import {
  IsInstant,
  IsListOf,
  IsOneOf,
  IsOwnId,
  IsPolicyVersion,
  IsPolicyWord,
  IsShortText,
  MOST_NAMED,
} from './fields.js';
import { defineContracts } from './registry.js';

export const CHOICE_METHODS = [
  'web-form',
  'phone',
  'letter',
  'email',
  'in-shop',
  'one-click',
  'api',
] as const;
export type ChoiceMethod = (typeof CHOICE_METHODS)[number];

export class ConsentGranted {
  static readonly type = 'consent.granted.v1';
  @IsOwnId() consent!: string;
  @IsShortText() party!: string;
  @IsPolicyWord() purpose!: string;
  @IsOptional() @IsPolicyWord() channel?: string;
  @IsOptional() @IsPolicyWord() recipient?: string;
  @IsInstant() grantedAt!: string;
  /** The version of the policy the person was told of; the one in force at `grantedAt` where left out. */
  @IsOptional() @IsPolicyVersion() policyVersion?: string;
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  @IsListOf(() => BecauseData) because!: readonly BecauseData[];
}

/** Names what it withdraws, so that it takes the same effect whatever arrives first. */
export class ConsentWithdrawn {
  static readonly type = 'consent.withdrawn.v1';
  @IsOwnId() withdrawal!: string;
  @IsShortText() party!: string;
  @IsPolicyWord() purpose!: string;
  @IsOptional() @IsPolicyWord() channel?: string;
  @IsOptional() @IsPolicyWord() recipient?: string;
  /** The consents it ends; every consent of the purpose granted before `withdrawnAt` is ended as well. */
  @IsArray() @ArrayMaxSize(MOST_NAMED) @IsString({ each: true }) consents!: readonly string[];
  @IsInstant() withdrawnAt!: string;
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  @IsListOf(() => BecauseData) because!: readonly BecauseData[];
}

export const consentContracts = defineContracts('consent', [ConsentGranted, ConsentWithdrawn]);
