import { Inject, Injectable } from '@nestjs/common';
import type {
  CollectedItem,
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  RecordVerdict,
} from '#contracts';
import { type Erased, keepsSome, outcomeOfErasure, type ParticipantPort } from '#participant';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, POLICIES } from '#service';
import { EraseInventory } from '../erase-inventory.store.js';
import { openOrdersIn, partyClocks, partyVerdicts } from '../party-clocks.decision.js';
import { PartyFactsStore } from '../party-facts.store.js';
import { itemsOf, withoutRequest } from './items-of.decision.js';

/** What retention answers to the commands for a holder: it holds the inventory. */
@Injectable()
export class RetentionParticipant implements ParticipantPort {
  constructor(
    private readonly facts: PartyFactsStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly inventory: EraseInventory,
  ) {}

  async collect({ command, parties }: CollectRequested): Promise<readonly CollectedItem[]> {
    const facts = await this.facts.of(parties);
    const clocks = partyClocks(this.policy(), withoutRequest(facts, command), this.clock.today());
    return itemsOf(clocks, facts);
  }

  async listRecords({ parties }: ListRecordsRequested): Promise<readonly RecordVerdict[]> {
    const facts = await this.facts.of(parties);
    return partyVerdicts(this.policy(), facts, this.clock.today()).map(withoutReasons);
  }

  async erase({ command, parties, actsUpTo }: EraseRequested): Promise<Erased> {
    const all = await this.facts.of(parties);
    const upTo = new Date(actsUpTo ?? this.clock.now());
    const facts = all.filter(({ at }) => Date.parse(at) <= upTo.getTime());
    const verdicts = partyVerdicts(this.policy(), facts, this.clock.today());
    const openOrders = openOrdersIn(verdicts);
    for (const party of new Set(all.flatMap(({ party }) => party ?? []))) {
      await this.inventory.onRequest(command, party, upTo, verdicts, openOrders);
    }
    const kept = verdicts.filter(keepsSome).map(withoutReasons);
    const outcome = outcomeOfErasure(verdicts.length > 0, kept);
    return { outcome, ...(kept.length > 0 && { verdicts: kept }) };
  }

  private policy(): Policy {
    return policyAt(this.policies, this.clock.today());
  }
}

const withoutReasons = ({ record, kind, erase, keep }: RecordVerdict): RecordVerdict => ({
  record,
  kind,
  erase,
  keep,
});
