import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { IsOptional } from 'class-validator';
import {
  ADDRESS_KINDS,
  type AddressKind,
  IsOneOf,
  IsShape,
  IsShortText,
  PartyId,
  spellingsOf,
} from '#contracts';
import { Allow, type Concerning, Concerns, HASH_KEYS, invalidField, SEALER } from '#service';
import { HashKeys, Sealer } from '#storage';
import { isDirectory } from '../consent-facts.js';
import { keyOwnerOf } from '../directory-key.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { foldParty } from '../fold-party.decision.js';

export class AddressSought {
  @IsOneOf(ADDRESS_KINDS) kind!: AddressKind;
  @IsShortText() value!: string;
}

export class FindPartyRequest {
  @IsOptional() @IsShape(() => AddressSought) address?: AddressSought;
  @IsOptional() @IsShape(() => PartyId) party?: PartyId;
}

export interface FoundParties {
  readonly parties: readonly PartyId[];
}

/** In a body, never in an address: what is sought identifies a person. */
@Controller('v1/parties/find')
export class FindPartyController {
  constructor(
    private readonly parties: PartyFactsStore,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('desk')
  async find(
    @Body() { address, party }: FindPartyRequest,
    @Concerns() concerning: Concerning,
  ): Promise<FoundParties> {
    if ((address === undefined) === (party === undefined)) {
      throw invalidField('/address', 'must be given, or /party, but not both');
    }
    const parties = party === undefined ? await this.withAddress(address!) : await this.ifKnown(party);
    concerning(...parties.map(({ source, id }) => this.keys.partyRef(source, id)));
    return { parties };
  }

  private async ifKnown(party: PartyId): Promise<readonly PartyId[]> {
    const facts = await this.parties.of(party);
    return foldParty(facts, () => []).known ? [party] : [];
  }

  private async withAddress({ kind, value }: AddressSought): Promise<readonly PartyId[]> {
    const spellings = spellingsOf(kind, value);
    if (spellings.length === 0) throw invalidField('/address/value', 'is no address of this kind');
    const found = await this.parties.withAddress(this.keys.addressHashes(kind, ...spellings));
    const sealed = found
      .filter(isDirectory)
      .flatMap((fact) =>
        fact.ownId === undefined
          ? []
          : [{ party: keyOwnerOf(fact), cls: 'directory' as const, sealed: fact.ownId }],
      );
    const opened = await this.sealer.openMany(sealed);
    const known = opened.filter((id) => id !== 'shredded');
    return [...new Map(known.map((id) => [`${id.source}/${id.id}`, id])).values()];
  }
}
