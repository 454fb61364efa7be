import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { RequestKind } from '#contracts';
import type { Participants } from '#participant';
import type { Because } from '#policy';
import { Allow, type Concerning, Concerns, PARTICIPANTS, problem } from '#service';
import { RequestFileStore } from '../request-file.store.js';
import type { RequestState } from '../progress-of-request.decision.js';
import { type ShownVerdict, verdictsShown } from './verdicts-shown.decision.js';

interface RequestAnswer {
  readonly request: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly receivedOn: string;
  readonly internalDue: string;
  readonly legalDue: string;
  readonly waitingFor: readonly string[];
  readonly outcome?: 'granted' | 'partly-granted' | 'refused';
  /** What became of each record: erased, or which part stays, by which provision and until when. */
  readonly verdicts: readonly ShownVerdict[];
  readonly because: readonly Because[];
}

@Controller('v1/requests')
export class ShowRequestController {
  constructor(
    private readonly files: RequestFileStore,
    @Inject(PARTICIPANTS) private readonly participants: Participants,
  ) {}

  @Get(':request')
  @Allow('desk', 'officer')
  async show(@Param('request') request: string, @Concerns() concerning: Concerning): Promise<RequestAnswer> {
    const file = await this.files.find(request);
    if (file === undefined) throw problem(404, 'request-unknown', 'There is no such request');
    const { received, closed, progress } = file;
    concerning(received.party);
    const { holder = this.participants.stores[0] ?? '' } = received;
    const judged = await this.files.open(file, 'judge');
    const erased = await this.files.open(file, 'erase');
    return {
      request,
      kind: received.kind,
      state: progress.state,
      receivedOn: received.on,
      internalDue: received.internalDue,
      legalDue: received.legalDue,
      waitingFor: progress.waitingFor,
      ...(closed !== undefined && { outcome: closed.outcome }),
      verdicts: verdictsShown(holder, judged, erased),
      because: closed?.because ?? received.because,
    };
  }
}
