import { Controller, Inject } from '@nestjs/common';
import { type CloudEvent, eventOf, ParticipantReplied, RequestClosed } from '#contracts';
import { carryOn, done, OnEvents, type Outcome, type Received, retry } from '#messaging';
import { type Asked, commandsAsked, strayReply } from '#participant';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, FACT_LOG, POLICIES, SEALER, setAsideStray } from '#service';
import { durable, type FactLog, isFailed, owing, type Sealer } from '#storage';
import { TYPES, withinOneFact } from '../commands-of-request.decision.js';
import { askedIn, stepsAsked, unanswered } from '../progress-of-request.decision.js';
import {
  type CommandOfRequest,
  contentKeyOf,
  occasionOf,
  readCommandId,
  type RepliedFact,
  type RequestFact,
} from '../request-facts.js';
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
    const told = batch.map((reply) => ({ reply, command: readCommandId(reply.event.data.command) }));
    const files = await this.files.findMany([
      ...new Set(told.flatMap(({ command }) => command?.request ?? [])),
    ]);
    const judged = told.map(({ reply, command }) => {
      const file = command && files.get(command.request);
      const stray = strayReply(reply.event, file && command && askedOf(file, command.phase));
      return { reply, command: command!, file: file!, stray };
    });
    const asked = judged.filter(({ stray }) => stray === undefined);
    // What was answered before, or is closed, keeps its answer; a package that is empty by now stays empty.
    const open = asked.filter(({ file, command, reply }) => isOpen(file, command, reply.event.data));
    const facts = await Promise.all(open.map(({ reply, command }) => this.replied(reply.event, command)));
    const appended = await this.factLog.append(facts);
    const outcomes = new Map(facts.map((fact, index) => [fact._id, appended[index]]));
    await this.goOn(new Map(asked.map(({ command, reply }) => [command.request, reply.event])));
    return judged.map(({ reply, stray }) => {
      if (stray !== undefined) return setAsideStray(stray, reply);
      const outcome = outcomes.get(idOf(reply.event));
      return outcome !== undefined && isFailed(outcome) ? retry('could-not-be-stored') : done;
    });
  }

  private async replied(
    event: CloudEvent<ParticipantReplied>,
    { request, phase, part }: CommandOfRequest,
  ): Promise<RepliedFact> {
    const { participant, outcome, items, verdicts, page = 1, pages = 1 } = event.data;
    return {
      _id: idOf(event),
      type: 'participant.replied',
      request,
      phase,
      participant,
      ...(part !== undefined && { part }),
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
    const { commands, parts } = await this.commands.toErase(file, moment.at);
    return {
      _id: `${request}/erasure-told`,
      type: 'erasure.told',
      request,
      ...moment,
      ...(parts !== undefined && { parts }),
      ...owing(...withinOneFact(commands)),
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

function askedOf(file: RequestFile, phase: RepliedFact['phase']): Asked | undefined {
  const { received, holders, toldAt, parts } = file;
  if (!stepsAsked(received.kind, toldAt !== undefined).includes(phase)) return undefined;
  const asked = askedIn(phase, holders);
  const occasion = occasionOf(received.request, phase);
  return {
    type: TYPES[phase],
    commands: commandsAsked(occasion, asked, phase === 'erase' ? parts : undefined),
  };
}

const isOpen = (
  { progress, replies, holders, parts }: RequestFile,
  { phase, part }: CommandOfRequest,
  { participant }: ParticipantReplied,
): boolean =>
  progress.state !== 'closed' &&
  unanswered(phase, replies, holders, parts).some(
    (one) => one.participant === participant && one.part === part,
  );

const idOf = ({ data: { command, outcome, page } }: CloudEvent<ParticipantReplied>): string =>
  `replied/${command}/${outcome}/${page ?? 1}`;
