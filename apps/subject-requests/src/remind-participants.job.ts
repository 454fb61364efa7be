import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { OwedEvents } from '#messaging';
import { FACTS, LOG, logError, OWED, type ServiceLog } from '#service';
import type { FactCollection } from '#storage';
import type { RequestFact } from './request-facts.js';
import { RequestFileStore } from './request-file.store.js';

const EVERY_MS = 30_000;

/** A participant that has not answered, or said that it failed, is asked again with the same command. */
@Injectable()
export class RemindParticipantsJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<RequestFact>,
    @Inject(OWED) private readonly owed: OwedEvents,
    @Inject(LOG) private readonly log: ServiceLog,
    private readonly files: RequestFileStore,
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
    for (const { received, progress } of await this.files.waitingSince(before)) {
      const waiting = new Set(progress.waitingFor.map((participant) => `/${participant}`));
      const facts = await this.facts.collection.find({ request: received.request }).toArray();
      for (const fact of facts as RequestFact[]) {
        const owes = fact.owes?.filter(({ id }) => waiting.has(id.slice(id.lastIndexOf('/'))));
        if (owes !== undefined && owes.length > 0) this.owed.settle([{ ...fact, owes }]);
      }
    }
  }
}
