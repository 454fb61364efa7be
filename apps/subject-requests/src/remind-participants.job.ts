import { Inject, Injectable } from '@nestjs/common';
import { type Publisher, routeOf } from '#messaging';
import { LOG, PUBLISHER, RepeatedJob, type ServiceLog } from '#service';
import { type RequestState, unanswered } from './progress-of-request.decision.js';
import { commandId, type ReplyPhase } from './request-facts.js';
import { RequestFileStore } from './request-file.store.js';
import { StepCommands } from './step-commands.js';

const EVERY_MS = 30_000;

/** A participant that has not answered, or said that it failed, is asked again with the same command. */
@Injectable()
export class RemindParticipantsJob extends RepeatedJob {
  constructor(
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    @Inject(LOG) log: ServiceLog,
    private readonly files: RequestFileStore,
    private readonly commands: StepCommands,
  ) {
    super(log, EVERY_MS, 'participants could not be reminded');
  }

  protected async work(): Promise<void> {
    for (const file of await this.files.waitingSince(new Date(Date.now() - EVERY_MS))) {
      const phase = PHASES[file.progress.state];
      if (phase === undefined || file.progress.waitingFor.length === 0) continue;
      const late = new Set(
        unanswered(phase, file.replies, file.holders, file.parts).map(({ participant, part }) =>
          commandId(file.received.request, phase, participant, part),
        ),
      );
      const commands = (await this.commands.of(file, phase)).filter(({ id }) => late.has(id));
      await this.publisher.publish(commands.map((event) => ({ ...routeOf(event), event })));
    }
  }
}

const PHASES: Readonly<Record<RequestState, ReplyPhase | undefined>> = {
  collecting: 'collect',
  judging: 'judge',
  erasing: 'erase',
  closed: undefined,
};
