import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Publisher, routeOf } from '#messaging';
import { LOG, logError, PUBLISHER, type ServiceLog } from '#service';
import type { RequestState } from './progress-of-request.decision.js';
import { commandId, type ReplyPhase } from './request-facts.js';
import { RequestFileStore } from './request-file.store.js';
import { StepCommands } from './step-commands.js';

const EVERY_MS = 30_000;

/** A participant that has not answered, or said that it failed, is asked again with the same command. */
@Injectable()
export class RemindParticipantsJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    @Inject(LOG) private readonly log: ServiceLog,
    private readonly files: RequestFileStore,
    private readonly commands: StepCommands,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.remind(new Date(Date.now() - EVERY_MS)).catch((error: unknown) => {
        logError(this.log, error, 'participants could not be reminded');
      });
    }, EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async remind(before: Date): Promise<void> {
    for (const file of await this.files.waitingSince(before)) {
      const { state, waitingFor } = file.progress;
      const phase = PHASES[state];
      if (phase === undefined || waitingFor.length === 0) continue;
      const late = new Set(waitingFor.map((one) => commandId(file.received.request, phase, one)));
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
