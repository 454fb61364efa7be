import { Inject, Injectable } from '@nestjs/common';
import type {
  CollectedItem,
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  PartyId,
  RecordVerdict,
} from '#contracts';
import { type Erased, keepsSome, outcomeOfErasure, type ParticipantPort } from '#participant';
import { type Policy, policyAt } from '#policy';
import { CLOCK, type Clock, FACTS, HASH_KEYS, POLICIES, SEALER } from '#service';
import type { FactCollection, HashKeys, Sealer } from '#storage';
import { packageKeyOf, readCommandId, type RequestFact } from '../request-facts.js';
import type { RequestFile } from '../request-file.js';
import { RequestFileStore } from '../request-file.store.js';
import { itemsOf, verdictsOn } from './files-held.decision.js';

/** This service holds files on people too: it answers like every other participant. */
@Injectable()
export class RequestsParticipant implements ParticipantPort {
  constructor(
    private readonly files: RequestFileStore,
    @Inject(FACTS) private readonly facts: FactCollection<RequestFact>,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async collect({ parties }: CollectRequested): Promise<readonly CollectedItem[]> {
    return itemsOf(await this.filesOf(parties));
  }

  async listRecords({ parties }: ListRecordsRequested): Promise<readonly RecordVerdict[]> {
    return this.verdictsOn(await this.filesOf(parties));
  }

  async erase({ command, parties }: EraseRequested): Promise<Erased> {
    const files = await this.filesOf(parties);
    if (files.length === 0) return { outcome: 'none' };
    const verdicts = this.verdictsOn(files);
    for (const verdict of verdicts) if (!keepsSome(verdict)) await this.eraseFile(verdict.record, command);
    await this.empty(packagesBefore(files, command), command);
    return { outcome: outcomeOfErasure(true, verdicts), verdicts };
  }

  private filesOf(parties: readonly PartyId[]): Promise<readonly RequestFile[]> {
    return this.files.ofParties(parties.flatMap(({ source, id }) => this.keys.partyRefs(source, id)));
  }

  private verdictsOn(files: readonly RequestFile[]): readonly RecordVerdict[] {
    const today = this.clock.today();
    return verdictsOn(policyAt(this.policies, today), files, today);
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
  private async eraseFile(request: string, command: string): Promise<void> {
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
