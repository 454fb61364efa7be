import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString } from 'class-validator';
import { BecauseData } from './because.js';
import { CHOICE_METHODS, type ChoiceMethod } from './consent.events.js';
import {
  IsInstant,
  IsListOf,
  IsOneOf,
  IsOwnId,
  IsPolicyWord,
  IsShape,
  IsShortText,
  MOST_NAMED,
} from './fields.js';
import { defineContracts } from './registry.js';

export const SCOPE_KINDS = [
  'all-marketing',
  'channel',
  'topic',
  'research',
  'profiling',
  'disclosure',
] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** What a prohibition covers. `value` names the channel, the topic or (optionally) the recipient of a disclosure. */
export class ScopeData {
  @IsOneOf(SCOPE_KINDS) kind!: ScopeKind;
  @IsOptional() @IsPolicyWord() value?: string;
}

export const ADDRESS_KINDS = ['email', 'phone', 'user-id'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** A keyed hash of a normalised address: pseudonymous, still personal data. */
export class AddressHash {
  @IsOneOf(ADDRESS_KINDS) kind!: AddressKind;
  @IsShortText() kid!: string;
  @IsShortText() hash!: string;
}

/** A prohibition of one scope, for a party, an address, or both. */
export class SuppressionAdded {
  static readonly type = 'suppression.added.v1';
  @IsOwnId() suppression!: string;
  @IsOptional() @IsShortText() party?: string;
  @IsOptional() @IsShape(() => AddressHash) address?: AddressHash;
  @IsShape(() => ScopeData) scope!: ScopeData;
  @IsInstant() since!: string;
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  @IsListOf(() => BecauseData) because!: readonly BecauseData[];
}

export class SuppressionLifted {
  static readonly type = 'suppression.lifted.v1';
  @IsOwnId() lift!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_NAMED)
  @IsString({ each: true })
  suppressions!: readonly string[];
  @IsInstant() liftedAt!: string;
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  @IsListOf(() => BecauseData) because!: readonly BecauseData[];
}

/** What a marketing service hears of choices. */
export const OPT_OUT_TYPES: readonly string[] = [SuppressionAdded.type, SuppressionLifted.type];

export const suppressionContracts = defineContracts('marketing-suppression', [
  SuppressionAdded,
  SuppressionLifted,
]);
