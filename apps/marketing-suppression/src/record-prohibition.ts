import { Inject, Injectable } from '@nestjs/common';
import {
  eventOf,
  SuppressionAdded,
  type AddressHash,
  type BecauseData,
  type ChoiceMethod,
  type ScopeData,
} from '#contracts';
import { civilDateOf } from '#policy';
import { CLOCK, SEALER, type Clock } from '#service';
import { owing, type Sealer } from '#storage';
import { PROHIBITED, suppressionIdOf, type ProhibitionFact } from './prohibition.js';

export interface NewProhibition {
  readonly factId: string;
  readonly party?: string;
  readonly address?: AddressHash;
  readonly addressOnly?: true;
  readonly scope: ScopeData;
  readonly method: ChoiceMethod;
  readonly since: Date;
  readonly recordedBy: string;
  readonly because: (suppression: string) => BecauseData[];
}

/** Makes the fact of a prohibition with its sealed evidence and the event it owes. */
@Injectable()
export class RecordProhibition {
  constructor(
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async factOf({
    factId,
    party,
    address,
    addressOnly,
    scope,
    method,
    since,
    recordedBy,
    because,
  }: NewProhibition): Promise<ProhibitionFact> {
    const suppression = suppressionIdOf(factId);
    const at = since.toISOString();
    const recordedAt = this.clock.now().toISOString();
    const reasons = because(suppression);
    const about = { ...(party !== undefined && { party }), ...(address !== undefined && { address }) };
    const data: SuppressionAdded = { suppression, ...about, scope, since: at, method, because: reasons };
    const evidence = { recordedBy, recordedAt };
    return {
      _id: factId,
      type: PROHIBITED,
      suppression,
      ...about,
      ...(addressOnly === true && { addressOnly }),
      scope,
      method,
      because: reasons,
      evidence: await this.sealer.seal(evidenceOwner(party, address), 'proof', evidence),
      on: civilDateOf(since),
      at,
      takenAt: new Date(),
      ...owing(eventOf('marketing-suppression', SuppressionAdded.type, suppression, data, recordedAt)),
    };
  }
}

/** Whose key the evidence is sealed under: the party's, or that of an address nobody knows a party for. */
export const evidenceOwner = (party: string | undefined, address: AddressHash | undefined): string =>
  party ?? `address/${address?.hash ?? ''}`;
