import { IsOptional } from 'class-validator';
import {
  CHOICE_METHODS,
  type ChoiceMethod,
  IsInstant,
  IsOneOf,
  IsShape,
  PartyId,
  ScopeData,
} from '#contracts';
import { Address } from '../address.js';

/** Party or address or both. There is no field for a reason: nobody is asked for one. */
export class ProhibitProcessingRequest {
  @IsOptional() @IsShape(() => PartyId) party?: PartyId;
  @IsOptional() @IsShape(() => Address) address?: Address;
  @IsShape(() => ScopeData) scope!: ScopeData;
  @IsOneOf(CHOICE_METHODS) method!: ChoiceMethod;
  @IsOptional() @IsInstant() since?: string;
}
