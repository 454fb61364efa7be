import { IsString, MaxLength, MinLength } from 'class-validator';
import { ADDRESS_KINDS, type AddressKind, IsOneOf } from '#contracts';

/** An address as somebody gave it. Lives no longer than the request or event it came with. */
export class Address {
  @IsOneOf(ADDRESS_KINDS) kind!: AddressKind;
  @IsString() @MinLength(1) @MaxLength(320) value!: string;
}
