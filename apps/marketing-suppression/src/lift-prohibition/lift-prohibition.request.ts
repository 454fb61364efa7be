import { IsOptional } from 'class-validator';
import {
  CHOICE_METHODS,
  type ChoiceMethod,
  IsInstant,
  IsOneOf,
  IsShape,
  IsShortText,
  PartyId,
} from '#contracts';

/** What proves that the person wants this prohibition lifted. */
export class LiftEvidence {
  /** How it was said, such as the wording of the form or who was spoken to. */
  @IsShortText() statement!: string;
  /** Where the original is kept. */
  @IsOptional() @IsShortText() reference?: string;
  /** When the person acted. */
  @IsInstant() actedAt!: string;
}

export class LiftProhibitionRequest {
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  /** Whose prohibition is lifted; needed where several people object by that of an address. */
  @IsOptional() @IsShape(() => PartyId) party?: PartyId;
  @IsShape(() => LiftEvidence) evidence!: LiftEvidence;
}
