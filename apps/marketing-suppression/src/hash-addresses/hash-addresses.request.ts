import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { IsListOf } from '#contracts';
import { Address } from '../address.js';

export class HashAddressesRequest {
  @IsListOf(() => Address) @ArrayMinSize(1) @ArrayMaxSize(1000) addresses!: Address[];
}
