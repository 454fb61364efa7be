import { Controller, Inject } from '@nestjs/common';
import {
  type Command,
  COMMAND_TYPES,
  EraseRequested,
  ListRecordsRequested,
  type PartyId,
  type Reply,
} from '#contracts';
import { answerCommands, OnEvents, Publisher, type Outcome, type Received } from '#messaging';
import { PUBLISHER } from '#service';
import { PartyErasure } from './party-erasure.js';
import { PartyHoldings } from './party-holdings.js';

/** Answers what retention and subject requests ask of a holder. */
@Controller()
export class AnswerCommandsHandler {
  constructor(
    private readonly holdings: PartyHoldings,
    private readonly erasure: PartyErasure,
    @Inject(PUBLISHER) private readonly publisher: Publisher,
  ) {}

  @OnEvents('consent.commands', COMMAND_TYPES, { batch: 25 })
  answer(batch: Received<Command>[]): Promise<Outcome[]> {
    return answerCommands('consent', this.publisher, batch, (type, command) => this.carryOut(type, command));
  }

  private async carryOut(type: string, command: Command): Promise<Reply> {
    if (type === EraseRequested.type) return this.erasure.erase(command);
    const each = async <T>(answer: (party: PartyId) => Promise<readonly T[]>): Promise<readonly T[]> =>
      (await Promise.all(command.parties.map(answer))).flat();
    if (type === ListRecordsRequested.type) {
      const verdicts = await each((party) => this.holdings.list(party));
      return { outcome: verdicts.length > 0 ? 'done' : 'none', verdicts };
    }
    const items = await each((party) => this.holdings.collect(party));
    return { outcome: items.length > 0 ? 'done' : 'none', items };
  }
}
