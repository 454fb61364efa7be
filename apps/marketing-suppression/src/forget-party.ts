import { Injectable } from '@nestjs/common';
import type { ErasedFact } from './address-fact.js';
import { PartyStore } from './party.store.js';

/** Takes away what came late, or again, of parties that are erased. */
@Injectable()
export class ForgetParty {
  constructor(private readonly parties: PartyStore) {}

  /** To be called after the write of facts of these parties: of an erasure and a late fact one sees the other. */
  async dropWhatCameLate(parties: readonly string[]): Promise<void> {
    for (const erasure of await this.parties.erasuresOf([...new Set(parties)])) await this.drop(erasure);
  }

  /** The id of an erasure is that of its command and the party. */
  async drop({ _id, party, at, records }: ErasedFact): Promise<void> {
    await this.parties.erase({
      parties: [party],
      upTo: at,
      occasion: _id,
      ...(records !== undefined && { records }),
    });
  }
}
