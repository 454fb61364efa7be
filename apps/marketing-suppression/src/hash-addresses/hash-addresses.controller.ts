import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { type AddressHash, normaliseAddress } from '#contracts';
import { Allow, HASH_KEYS } from '#service';
import type { HashKeys } from '#storage';
import { HashAddressesRequest } from './hash-addresses.request.js';

type HashedAddress = AddressHash | { readonly hash: null; readonly reason: 'not-an-address' };

export interface HashesAnswer {
  readonly hashes: readonly HashedAddress[];
}

@Controller('v1/address-hashes')
export class HashAddressesController {
  constructor(@Inject(HASH_KEYS) private readonly keys: HashKeys) {}

  /** In the order asked, under the current key, so that the service can match its own list to suppression events. */
  @Post()
  @HttpCode(200)
  @Allow('marketing')
  hash(@Body() { addresses }: HashAddressesRequest): HashesAnswer {
    return {
      hashes: addresses.map(({ kind, value }) => {
        const normalised = normaliseAddress(kind, value);
        if (normalised === undefined) return { hash: null, reason: 'not-an-address' };
        return { kind, ...this.keys.addressHash(kind, normalised) };
      }),
    };
  }
}
