import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, eventOf, ParticipantReplied, RequestClosed } from '#contracts';
import { carryOn, done, OnEvents, type Outcome, park, type Received, retry } from '#messaging';
import { isOwnReply } from '#participant';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, FACT_LOG, POLICIES, SEALER } from '#service';
import { durable, type FactLog, isFailed, owing, type Sealer } from '#storage';
import { askedIn } from '../progress-of-request.decision.js';
import { contentKeyOf, readCommandId, type RepliedFact, type RequestFact } from '../request-facts.js';
import type { RequestFile } from '../request-file.js';
import { RequestFileStore } from '../request-file.store.js';
import { StepCommands } from '../step-commands.js';
import { outcomeOf } from './outcome-of-request.decision.js';

@Controller()
export class FollowRepliesHandler {
  constructor(
    @Inject(FACT_LOG) private readonly factLog: FactLog<RequestFact>,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly files: RequestFileStore,
    private readonly commands: StepCommands,
  ) {}

  @OnEvents([ParticipantReplied.type])
  async follow(batch: Received<ParticipantReplied>[]): Promise<Outcome[]> {
    const read = batch.map(({ event }) => ({
      event,
      command: isOwnReply(event) ? readCommandId(event.data.command) : undefined,
    }));
    const told = read.flatMap(({ event, command }) => (command === undefined ? [] : [{ event, ...command }]));
    const files = await this.files.findMany([...new Set(told.map(({ request }) => request))]);
    // A store that is asked nothing of this person could put words into their file, and another's customer into its reach.
    const known = told.filter(({ event, request, phase }) => {
      const file = files.get(request);
      return file === undefined || askedIn(phase, file.holders).includes(event.data.participant);
    });
    const asked = new Set(known.map(({ event }) => event));
    const facts = await Promise.all(known.map((reply) => this.replied(reply)));
    const appended = await this.factLog.append(facts);
    const outcomes = new Map(facts.map((fact, index) => [fact._id, appended[index]]));
    await this.goOn(new Map(known.map(({ request, event }) => [request, event])));
    return read.map(({ event, command }) => {
      if (command === undefined) return park(isOwnReply(event) ? 'reply-to-no-command' : 'reply-for-another');
      if (!asked.has(event)) return park('reply-from-one-not-asked');
      const outcome = outcomes.get(idOf(event));
      return outcome !== undefined && isFailed(outcome) ? retry('could-not-be-stored') : done;
    });
  }

  private async replied(reply: {
    event: CloudEvent<ParticipantReplied>;
    request: string;
    phase: RepliedFact['phase'];
  }): Promise<RepliedFact> {
    const { event, request, phase } = reply;
    const { participant, outcome, items, verdicts, page = 1, pages = 1 } = event.data;
    return {
      _id: idOf(event),
      type: 'participant.replied',
      request,
      phase,
      participant,
      outcome,
      page,
      pages,
      // When a participant says that it answered decides nothing, and may be any time.
      ...this.now(),
      ...((items ?? verdicts) !== undefined && {
        content: await this.sealer.seal(contentKeyOf({ request, phase }), 'request', { items, verdicts }),
      }),
    };
  }

  /** The next step of every request whose step has all its answers; taken twice it is the same fact. */
  private async goOn(replies: ReadonlyMap<string, CloudEvent>): Promise<void> {
    const files = await this.files.findMany([...replies.keys()]);
    const next: RequestFact[] = [];
    for (const [request, file] of files) {
      if (file.progress.state === 'closed' || file.progress.waitingFor.length > 0) continue;
      const fact = file.progress.state === 'judging' ? await this.tellToErase(file) : await this.close(file);
      next.push(carryOn(replies.get(request), fact));
    }
    durable(await this.factLog.append(next));
    await this.files.markClosed(
      next.flatMap((fact) => (fact.type === 'request.closed' ? [fact.request] : [])),
    );
  }

  private async tellToErase(file: RequestFile): Promise<RequestFact> {
    const { request } = file.received;
    const moment = this.now();
    return {
      _id: `${request}/erasure-told`,
      type: 'erasure.told',
      request,
      ...moment,
      ...owing(...(await this.commands.of(file, 'erase', moment.at))),
    };
  }

  private async close(file: RequestFile): Promise<RequestFact> {
    const { request, party, kind } = file.received;
    const phase = kind === 'access' ? 'collect' : 'erase';
    const said = [...(await this.files.open(file, 'judge')), ...(await this.files.open(file, phase))];
    const { outcome, because } = outcomeOf(policyAt(this.policies, this.clock.today()), file, said);
    const _id = `${request}/closed`;
    const moment = this.now();
    const data: RequestClosed = {
      request,
      party,
      kind,
      closedAt: moment.at,
      outcome,
      because,
    };
    return {
      _id,
      type: 'request.closed',
      request,
      outcome,
      because,
      ...moment,
      ...owing(eventOf('subject-requests', RequestClosed.type, _id, data, new Date().toISOString())),
    };
  }

  private now(): { at: string; on: string; takenAt: Date } {
    return { at: this.clock.now().toISOString(), on: this.clock.today(), takenAt: new Date() };
  }
}

const idOf = ({ data: { command, outcome, page } }: CloudEvent<ParticipantReplied>): string =>
  `replied/${command}/${outcome}/${page ?? 1}`;
