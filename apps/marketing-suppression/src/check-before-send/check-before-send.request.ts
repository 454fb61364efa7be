import { ArrayMaxSize, ArrayMinSize, IsOptional } from 'class-validator';
import { IsListOf, IsPolicyWord, IsShape } from '#contracts';
import { Address } from '../address.js';

export class SendCheckRequest {
  @IsShape(() => Address) address!: Address;
  @IsPolicyWord() channel!: string;
  @IsPolicyWord() purpose!: string;
  @IsOptional() @IsPolicyWord() topic?: string;
  @IsOptional() @IsPolicyWord() productGroup?: string;
}

export class SendChecksRequest {
  @IsListOf(() => SendCheckRequest) @ArrayMinSize(1) @ArrayMaxSize(1000) checks!: SendCheckRequest[];
}
