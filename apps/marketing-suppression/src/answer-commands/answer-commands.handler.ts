import { Controller, Inject } from '@nestjs/common';
import {
  CollectRequested,
  type CollectedItem,
  EraseRequested,
  ListRecordsRequested,
  ParticipantReplied,
  type RecordVerdict,
  type ReplyOutcome,
} from '#contracts';
import { done, OnEvents, type Outcome, type Publisher, type Received, retry, routeOf } from '#messaging';
import { policyAt, type Policy } from '#policy';
import { CLOCK, type Clock, POLICIES, PUBLISHER } from '#service';
import { ownEvent } from '../own-event.js';
import { itemsOf, verdictOf, verdictsOf } from './held-records.decision.js';
import { HeldRecordsStore } from './held-records.store.js';

type Command = CollectRequested | ListRecordsRequested | EraseRequested;

interface Reply {
  readonly outcome: ReplyOutcome;
  readonly items?: CollectedItem[];
  readonly verdicts?: RecordVerdict[];
}

const PAGE = 500;

@Controller()
export class AnswerCommandsHandler {
  constructor(
    private readonly held: HeldRecordsStore,
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnEvents(
    'marketing-suppression.commands',
    [CollectRequested.type, ListRecordsRequested.type, EraseRequested.type],
    {
      batch: 50,
    },
  )
  answer(batch: Received[]): Promise<Outcome[]> {
    return Promise.all(batch.map(({ event }) => this.answerOne(event.type, event.data as Command)));
  }

  /** Done only when the requester's queue has the reply: until then the command is not finished. */
  private async answerOne(type: string, command: Command): Promise<Outcome> {
    const events = pagesOf(await this.replyTo(type, command)).map((page, index, pages) => {
      const { command: id, replyTo } = command;
      const numbered = pages.length > 1 ? { page: index + 1, pages: pages.length } : {};
      const data: ParticipantReplied = {
        command: id,
        participant: 'marketing-suppression',
        replyTo,
        ...page,
        ...numbered,
      };
      return ownEvent(
        ParticipantReplied.type,
        `reply/${id}/marketing-suppression/${index + 1}`,
        data,
        this.clock.now(),
      );
    });
    const outcomes = await this.publisher.publish(events.map((event) => ({ ...routeOf(event), event })));
    return outcomes.every((outcome) => outcome === 'confirmed') ? done : retry('reply-not-confirmed');
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

function pagesOf({ outcome, items = [], verdicts = [] }: Reply): readonly Reply[] {
  const count = Math.max(1, Math.ceil(Math.max(items.length, verdicts.length) / PAGE));
  return Array.from({ length: count }, (_unused, page) => {
    const [from, to] = [page * PAGE, (page + 1) * PAGE];
    return {
      outcome,
      ...(items.length > 0 && { items: items.slice(from, to) }),
      ...(verdicts.length > 0 && { verdicts: verdicts.slice(from, to) }),
    };
  });
}
