import { ArrayMaxSize, ArrayMinSize, IsOptional } from 'class-validator';
import { IsInstant, IsListOf, IsOwnId, IsPolicyWord, IsShape, IsShortText, PartyId } from '#contracts';

export class DisclosureGround {
  @IsOwnId() reference!: string;
  @IsOptional() @IsShortText() provision?: string;
}

/** "May I process …?" */
export class DecisionQuestion {
  @IsShape(() => PartyId) party!: PartyId;
  @IsPolicyWord() purpose!: string;
  @IsPolicyWord() category!: string;
  @IsOptional() @IsPolicyWord() channel?: string;
  @IsOptional() @IsPolicyWord() recipient?: string;
  @IsOptional() @IsPolicyWord() topic?: string;
  @IsOptional() @IsPolicyWord() productGroup?: string;
  @IsOptional() @IsShape(() => DisclosureGround) ground?: DisclosureGround;
  /** A moment of the past; now where left out. */
  @IsOptional() @IsInstant() at?: string;
}

export class DecisionBatch {
  @IsListOf(() => DecisionQuestion) @ArrayMinSize(1) @ArrayMaxSize(100) questions!: DecisionQuestion[];
}
