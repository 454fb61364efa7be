import { Controller, Inject } from '@nestjs/common';
import { CollectRequested, type Command, COMMAND_TYPES, EraseRequested, type Reply } from '#contracts';
import { answerCommands, OnEvents, type Outcome, type Publisher, type Received } from '#messaging';
import { policyAt, type Policy } from '#policy';
import { CLOCK, type Clock, POLICIES, PUBLISHER } from '#service';
import { itemsOf, verdictOf, verdictsOf } from './held-records.decision.js';
import { HeldRecordsStore } from './held-records.store.js';

@Controller()
export class AnswerCommandsHandler {
  constructor(
    private readonly held: HeldRecordsStore,
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnEvents('marketing-suppression.commands', COMMAND_TYPES, { batch: 50 })
  answer(batch: Received<Command>[]): Promise<Outcome[]> {
    return answerCommands('marketing-suppression', this.publisher, batch, (type, command) =>
      this.replyTo(type, command),
    );
  }

  private async replyTo(type: string, command: Command): Promise<Reply> {
    if (type === EraseRequested.type) return this.erase(command);
    const held = await this.held.of(command.parties);
    if (held.addresses.length + held.prohibitions.length === 0) return { outcome: 'none' };
    if (type === CollectRequested.type) return { outcome: 'done', items: itemsOf(held) };
    return { outcome: 'done', verdicts: verdictsOf(held, this.policy(), this.clock.today()) };
  }

  private async erase(command: EraseRequested): Promise<Reply> {
    const named = command.records && new Set(command.records.map(({ record }) => record));
    const { found, prohibitions } = await this.held.erase(command);
    const verdicts = prohibitions
      .filter(({ suppression }) => named === undefined || named.has(suppression))
      .map((prohibition) => verdictOf(prohibition, this.policy(), this.clock.today()))
      .filter(({ keep }) => keep.length > 0);
    if (verdicts.length > 0) return { outcome: 'retained', verdicts };
    return { outcome: found ? 'done' : 'none' };
  }

  private policy(): Policy {
    return policyAt(this.policies, this.clock.today());
  }
}
