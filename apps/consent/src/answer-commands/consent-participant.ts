import { Injectable } from '@nestjs/common';
import type {
  CollectedItem,
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  RecordVerdict,
} from '#contracts';
import type { Erased, ParticipantPort } from '#participant';
import { PartyErasure } from './party-erasure.js';
import { PartyHoldings } from './party-holdings.js';

/** What consent answers to the commands for a holder. */
@Injectable()
export class ConsentParticipant implements ParticipantPort {
  constructor(
    private readonly holdings: PartyHoldings,
    private readonly erasure: PartyErasure,
  ) {}

  async collect({ parties }: CollectRequested): Promise<readonly CollectedItem[]> {
    return (await Promise.all(parties.map((party) => this.holdings.collect(party)))).flat();
  }

  async listRecords({ parties }: ListRecordsRequested): Promise<readonly RecordVerdict[]> {
    return (await Promise.all(parties.map((party) => this.holdings.list(party)))).flat();
  }

  erase(command: EraseRequested): Promise<Erased> {
    return this.erasure.erase(command);
  }
}
