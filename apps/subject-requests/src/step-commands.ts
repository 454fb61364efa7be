import { Inject, Injectable } from '@nestjs/common';
import type { CloudEvent, Command, PartyId, RecordVerdict } from '#contracts';
import { type CommandParts, type Participants, splitRecords } from '#participant';
import { PARTICIPANTS, SEALER } from '#service';
import type { Sealer } from '#storage';
import { commandsOf, type ErasureAsked } from './commands-of-request.decision.js';
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

  /** Of the step that has been asked: the same however often. */
  async of(file: RequestFile, phase: ReplyPhase): Promise<readonly CloudEvent<Command>[]> {
    const { toldAt, parts } = file;
    if (phase !== 'erase') return this.commands(file, phase);
    const verdicts = await this.judged(file);
    return this.commands(file, phase, {
      ...(toldAt !== undefined && { actsUpTo: toldAt }),
      ...(verdicts !== undefined && { verdicts }),
      ...(parts !== undefined && { parts }),
    });
  }

  /** How the holders are asked to erase what was judged, from this moment on. */
  async toErase(file: RequestFile, actsUpTo: string): Promise<ToErase> {
    const verdicts = await this.judged(file);
    const subject = await this.subjectOf(file);
    const parts = verdicts && splitRecords(subject.source, verdicts);
    const split = parts !== undefined && { parts };
    const asked = { actsUpTo, ...(verdicts !== undefined && { verdicts }), ...split };
    return { ...split, commands: await this.commands(file, 'erase', asked) };
  }

  private async commands(
    file: RequestFile,
    phase: ReplyPhase,
    erasure: ErasureAsked = {},
  ): Promise<readonly CloudEvent<Command>[]> {
    const subject = await this.subjectOf(file);
    // A store that takes part no more is waited for, and no command goes where nobody would take it.
    const holders = holdersFor(this.participants, file.received).filter((one) =>
      this.participants.all.includes(one),
    );
    const time = new Date().toISOString();
    return commandsOf(file.received.request, phase, subject, time, holders, erasure);
  }

  /** Nothing where retention knows of no record. */
  private async judged(file: RequestFile): Promise<readonly RecordVerdict[] | undefined> {
    const judged = file.replies.find((reply) => reply.phase === 'judge');
    if (judged?.outcome === 'none') return undefined;
    return (await this.files.open(file, 'judge')).flatMap((reply) => reply.verdicts);
  }

  private async subjectOf({ received: { request, subject } }: RequestFile): Promise<PartyId> {
    const opened = await this.sealer.open(subject, request, 'request');
    if (opened === 'shredded') throw new Error('an open request has lost its key');
    return opened;
  }
}

interface ToErase {
  readonly commands: readonly CloudEvent<Command>[];
  readonly parts?: CommandParts;
}
