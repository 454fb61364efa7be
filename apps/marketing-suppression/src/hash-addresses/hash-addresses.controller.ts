import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { type AddressHash, spellingsOf } from '#contracts';
import { Allow, HASH_KEYS } from '#service';
import type { HashKeys } from '#storage';
import { HashAddressesRequest } from './hash-addresses.request.js';

type HashedAddress =
  | (AddressHash & { readonly formerly?: readonly Pick<AddressHash, 'kid' | 'hash'>[] })
  | { readonly hash: null; readonly reason: 'not-an-address' };

export interface HashesAnswer {
  readonly hashes: readonly HashedAddress[];
}

@Controller('v1/address-hashes')
export class HashAddressesController {
  constructor(@Inject(HASH_KEYS) private readonly keys: HashKeys) {}

  /**
   * In the order asked, under the current key, so that the service can match its own list to suppression events;
   * `formerly` under the other live keys and as it was spelled before, which older events may have.
   */
  @Post()
  @HttpCode(200)
  @Allow('marketing')
  hash(@Body() { addresses }: HashAddressesRequest): HashesAnswer {
    return {
      hashes: addresses.map(({ kind, value }) => {
        const [current, ...formerly] = this.keys.addressHashes(kind, ...spellingsOf(kind, value));
        if (current === undefined) return { hash: null, reason: 'not-an-address' };
        return { kind, ...current, ...(formerly.length > 0 && { formerly }) };
      }),
    };
  }
}
