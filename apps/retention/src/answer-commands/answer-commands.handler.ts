import { Controller, Inject } from '@nestjs/common';
import {
  CollectRequested,
  type Command,
  COMMAND_TYPES,
  type EraseRequested,
  ListRecordsRequested,
  type PartyId,
  type RecordVerdict,
  type Reply,
} from '#contracts';
import { answerCommands, OnEvents, type Outcome, type Publisher, type Received } from '#messaging';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, FACTS, HASH_KEYS, POLICIES, PUBLISHER } from '#service';
import type { FactCollection, HashKeys } from '#storage';
import { EraseInventory } from '../erase-inventory.store.js';
import type { PartyFact } from '../facts.js';
import { openOrdersIn, partyClocks, partyVerdicts } from '../party-clocks.decision.js';
import { itemsOf, withoutRequest } from './items-of.decision.js';

@Controller()
export class AnswerCommandsHandler {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<PartyFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    private readonly inventory: EraseInventory,
  ) {}

  @OnEvents('retention.commands', COMMAND_TYPES, { batch: 20 })
  answer(batch: Received<Command>[]): Promise<Outcome[]> {
    return answerCommands('retention', this.publisher, batch, (type, command) => this.replyTo(type, command));
  }

  private async replyTo(type: string, command: Command): Promise<Reply> {
    const parties = this.refsOf(command.parties);
    const facts = await this.facts.ofParties(parties);
    const today = this.clock.today();
    const policy = policyAt(this.policies, today);
    switch (type) {
      case CollectRequested.type: {
        const clocks = partyClocks(policy, withoutRequest(facts, command.command), today);
        const items = itemsOf(clocks, facts);
        return { outcome: items.length > 0 ? 'done' : 'none', items };
      }
      case ListRecordsRequested.type: {
        const verdicts = partyVerdicts(policy, facts, today).map(withoutReasons);
        return { outcome: verdicts.length > 0 ? 'done' : 'none', verdicts };
      }
      default:
        return this.erase(command, policy, facts);
    }
  }

  private async erase(command: EraseRequested, policy: Policy, all: readonly PartyFact[]): Promise<Reply> {
    const upTo = new Date(command.actsUpTo ?? this.clock.now());
    const facts = all.filter(({ at }) => Date.parse(at) <= upTo.getTime());
    const verdicts = partyVerdicts(policy, facts, this.clock.today());
    const openOrders = openOrdersIn(verdicts);
    for (const party of new Set(all.flatMap(({ party }) => party ?? []))) {
      await this.inventory.onRequest(command.command, party, upTo, verdicts, openOrders);
    }
    if (verdicts.length === 0) return { outcome: 'none' };
    const kept = verdicts.filter(({ keep }) => keep.length > 0).map(withoutReasons);
    return kept.length === 0 ? { outcome: 'done' } : { outcome: 'retained', verdicts: kept };
  }

  private refsOf(parties: readonly PartyId[]): readonly string[] {
    return parties.flatMap(({ source, id }) => this.keys.partyRefs(source, id));
  }
}

const withoutReasons = ({ record, kind, erase, keep }: RecordVerdict): RecordVerdict => ({
  record,
  kind,
  erase,
  keep,
});
