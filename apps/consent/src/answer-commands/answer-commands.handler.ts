import { Controller, Inject } from '@nestjs/common';
import {
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  ParticipantReplied,
  type CloudEvent,
  type CollectedItem,
} from '#contracts';
import { done, OnEvents, Publisher, retry, routeOf, type Outcome, type Received } from '#messaging';
import { CLOCK, PUBLISHER } from '#service';
import type { Clock } from '#service';
import { consentEvent } from '../consent-event.js';
import { PartyErasure } from './party-erasure.js';
import { PartyHoldings } from './party-holdings.js';

type Command = CollectRequested | ListRecordsRequested | EraseRequested;
type Answered = Pick<ParticipantReplied, 'outcome' | 'items' | 'verdicts'>;

const PAGE = 200;

/** Answers what retention and subject requests ask of a holder. The command is done once the broker has the reply. */
@Controller()
export class AnswerCommandsHandler {
  constructor(
    private readonly holdings: PartyHoldings,
    private readonly erasure: PartyErasure,
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnEvents('consent.commands', [CollectRequested.type, ListRecordsRequested.type, EraseRequested.type], {
    batch: 25,
  })
  async answer(batch: Received<Command>[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const { event } of batch) outcomes.push(await this.reply(event));
    return outcomes;
  }

  private async reply({ type, data, traceparent }: CloudEvent<Command>): Promise<Outcome> {
    const pages = await this.carryOut(type, data);
    const { command, participant, replyTo } = data;
    const events = pages.map((answered, index) => {
      const page = { page: index + 1, pages: pages.length };
      const reply = { command, participant, replyTo, ...answered, ...page };
      const event = consentEvent(
        this.clock,
        `${command}/consent/${index + 1}`,
        ParticipantReplied.type,
        reply,
      );
      return traceparent === undefined ? event : { ...event, traceparent };
    });
    const published = await this.publisher.publish(events.map((event) => ({ ...routeOf(event), event })));
    return published.every((outcome) => outcome === 'confirmed') ? done : retry('reply-not-confirmed');
  }

  private async carryOut(type: string, data: Command): Promise<readonly Answered[]> {
    if (type === EraseRequested.type) {
      const { outcome, verdicts } = await this.erasure.erase(data);
      return [{ outcome, verdicts: [...verdicts] }];
    }
    const each = async <T>(
      answer: (party: Command['parties'][number]) => Promise<readonly T[]>,
    ): Promise<T[]> => (await Promise.all(data.parties.map(answer))).flat();
    if (type === ListRecordsRequested.type) {
      const verdicts = await each((party) => this.holdings.list(party));
      return [{ outcome: verdicts.length > 0 ? 'done' : 'none', verdicts }];
    }
    return pagesOf(await each((party) => this.holdings.collect(party)));
  }
}

function pagesOf(items: readonly CollectedItem[]): readonly Answered[] {
  if (items.length === 0) return [{ outcome: 'none', items: [] }];
  const count = Math.ceil(items.length / PAGE);
  return Array.from({ length: count }, (_, page) => ({
    outcome: 'done' as const,
    items: items.slice(page * PAGE, (page + 1) * PAGE),
  }));
}
