import { Controller, Inject } from '@nestjs/common';
import { CollectRequested, type Command, COMMAND_TYPES, ListRecordsRequested, type Reply } from '#contracts';
import { answerCommands, OnEvents, type Outcome, type Publisher, type Received } from '#messaging';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, FACTS, HASH_KEYS, POLICIES, PUBLISHER, SEALER } from '#service';
import type { FactCollection, HashKeys, Sealer } from '#storage';
import { packageKeyOf, readCommandId, type RequestFact } from '../request-facts.js';
import type { RequestFile } from '../request-file.js';
import { RequestFileStore } from '../request-file.store.js';
import { itemsOf, verdictsOn } from './files-held.decision.js';

/** This service holds files on people too: it answers like every other participant. */
@Controller()
export class AnswerCommandsHandler {
  constructor(
    private readonly files: RequestFileStore,
    @Inject(FACTS) private readonly facts: FactCollection<RequestFact>,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(PUBLISHER) private readonly publisher: Publisher,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnEvents('subject-requests.commands', COMMAND_TYPES, { batch: 20 })
  answer(batch: Received<Command>[]): Promise<Outcome[]> {
    return answerCommands('subject-requests', this.publisher, batch, (type, command) =>
      this.replyTo(type, command),
    );
  }

  private async replyTo(type: string, command: Command): Promise<Reply> {
    const parties = command.parties.flatMap(({ source, id }) => this.keys.partyRefs(source, id));
    const files = await this.files.ofParties(parties);
    if (files.length === 0) return { outcome: 'none' };
    const today = this.clock.today();
    const verdicts = verdictsOn(policyAt(this.policies, today), files, today);
    if (type === CollectRequested.type) return { outcome: 'done', items: itemsOf(files) };
    if (type === ListRecordsRequested.type) return { outcome: 'done', verdicts };
    for (const { record, keep } of verdicts) if (keep.length === 0) await this.erase(record, command.command);
    await this.empty(packagesBefore(files, command.command), command.command);
    return { outcome: verdicts.some(({ keep }) => keep.length > 0) ? 'retained' : 'done', verdicts };
  }

  /** What a file proves needs no copy of the data that an access reply gave out. */
  private empty(files: readonly RequestFile[], command: string): Promise<void> {
    const requests = files
      .filter(({ replies }) =>
        replies.some(({ content, phase }) => phase === 'collect' && content !== undefined),
      )
      .map(({ received }) => received.request);
    return this.files.emptyPackages(requests, { reason: 'erased', occasion: command });
  }

  /** The key goes first: while a fact of the file is left, the repeated command finds what a crash left undone. */
  private async erase(request: string, command: string): Promise<void> {
    for (const owner of [request, packageKeyOf(request)]) await this.sealer.shred(owner, 'request');
    await this.facts.erase({ request }, { reason: 'erased', occasion: command });
  }
}

/** An access request that was being answered when the erasure was asked for is still to be answered. */
function packagesBefore(files: readonly RequestFile[], command: string): readonly RequestFile[] {
  const request = readCommandId(command)?.request;
  const asked = files.find(({ received }) => received.request === request)?.received.takenAt;
  return files.filter(
    ({ closed }) => closed !== undefined && (asked === undefined || closed.takenAt < asked),
  );
}
