import { Inject, Injectable } from '@nestjs/common';
import type {
  CollectedItem,
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  RecordVerdict,
} from '#contracts';
import { type Erased, keepsSome, outcomeOfErasure, type ParticipantPort } from '#participant';
import { policyAt, type Policy } from '#policy';
import { CLOCK, type Clock, POLICIES } from '#service';
import { itemsOf, verdictOf, verdictsOf } from './held-records.decision.js';
import { HeldRecordsStore } from './held-records.store.js';

/** What marketing-suppression answers to the commands for a holder. */
@Injectable()
export class SuppressionParticipant implements ParticipantPort {
  constructor(
    private readonly held: HeldRecordsStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async collect({ parties }: CollectRequested): Promise<readonly CollectedItem[]> {
    return itemsOf(await this.held.of(parties));
  }

  async listRecords({ parties }: ListRecordsRequested): Promise<readonly RecordVerdict[]> {
    return verdictsOf(await this.held.of(parties), this.policy(), this.clock.today());
  }

  async erase(command: EraseRequested): Promise<Erased> {
    const named = command.records && new Set(command.records.map(({ record }) => record));
    const { found, prohibitions } = await this.held.erase(command);
    const verdicts = prohibitions
      .filter(({ suppression }) => named === undefined || named.has(suppression))
      .map((prohibition) => verdictOf(prohibition, this.policy(), this.clock.today()))
      .filter(keepsSome);
    return { outcome: outcomeOfErasure(found, verdicts), ...(verdicts.length > 0 && { verdicts }) };
  }

  private policy(): Policy {
    return policyAt(this.policies, this.clock.today());
  }
}
