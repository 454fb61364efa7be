import { Inject, Injectable } from '@nestjs/common';
import type { CloudEvent } from '#contracts';
import type { Participants } from '#participant';
import { PARTICIPANTS, SEALER } from '#service';
import type { Sealer } from '#storage';
import { commandsOf } from './commands-of-request.decision.js';
import type { ReplyPhase } from './request-facts.js';
import { holdersFor, type RequestFile } from './request-file.js';
import { RequestFileStore } from './request-file.store.js';

/** The commands of a step, made anew from the sealed file whenever they are sent: none is kept in the clear. */
@Injectable()
export class StepCommands {
  constructor(
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(PARTICIPANTS) private readonly participants: Participants,
    private readonly files: RequestFileStore,
  ) {}

  /** `toldAt`: when the holders are told to erase, the same however often they are reminded. */
  async of(file: RequestFile, phase: ReplyPhase, toldAt = file.toldAt): Promise<readonly CloudEvent[]> {
    const { request } = file.received;
    const subject = await this.sealer.open(file.received.subject, request, 'request');
    if (subject === 'shredded') throw new Error('an open request has lost its key');
    const time = new Date().toISOString();
    // A store that takes part no more is waited for, and no command goes where nobody would take it.
    const holders = holdersFor(this.participants, file.received).filter((one) =>
      this.participants.all.includes(one),
    );
    if (phase !== 'erase') return commandsOf(request, phase, subject, time, holders);
    const judged = file.replies.find((reply) => reply.phase === 'judge');
    const verdicts = (await this.files.open(file, 'judge')).flatMap((reply) => reply.verdicts);
    return commandsOf(request, phase, subject, time, holders, {
      ...(toldAt !== undefined && { actsUpTo: toldAt }),
      ...(judged?.outcome !== 'none' && { verdicts }),
    });
  }
}
