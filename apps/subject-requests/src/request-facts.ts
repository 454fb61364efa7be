import type { CollectedItem, PartyId, RecordVerdict, ReplyOutcome, RequestKind } from '#contracts';
import { commandIdFor, type CommandParts, readOccasion } from '#participant';
import type { Because, CivilDate } from '#policy';
import type { Fact, Sealed } from '#storage';

export const IDENTITY_METHODS = [
  'logged-in',
  'known-to-desk',
  'order-fact',
  'code-to-known-address',
] as const;
export type IdentityMethod = (typeof IDENTITY_METHODS)[number];

/** A person asked for something. What they said who they are is sealed under the request's own key. */
export interface RequestReceivedFact extends Fact {
  readonly type: 'request.received';
  readonly request: string;
  readonly party: string;
  readonly kind: RequestKind;
  readonly subject: Sealed<PartyId>;
  /** The store that knows the person by that name; absent from requests of before this field. */
  readonly holder?: string;
  readonly identity: IdentityMethod;
  /** Un-rolled date, and the date of Reg. 1182/71 on which the time is up. */
  readonly internalDue: CivilDate;
  readonly legalDue: CivilDate;
  /** Until it is closed: an index for the reminders, never read by a decision. */
  readonly open?: true;
  readonly because: readonly Because[];
}

/** The holders were told to erase, each record by its verdict. */
export interface ErasureToldFact extends Fact {
  readonly type: 'erasure.told';
  readonly request: string;
  /** Where one command does not hold all records that their holder is to erase. */
  readonly parts?: CommandParts;
}

/** The steps in which holders are asked. */
export const REPLY_PHASES = ['collect', 'judge', 'erase'] as const;
export type ReplyPhase = (typeof REPLY_PHASES)[number];

/** One page of a participant's answer; what it says about the person is sealed. */
export interface RepliedFact extends Fact {
  readonly type: 'participant.replied';
  readonly request: string;
  readonly phase: ReplyPhase;
  readonly participant: string;
  /** Which part of the step it answers, where it was sent to the holder in several. */
  readonly part?: number;
  readonly outcome: ReplyOutcome;
  readonly page: number;
  readonly pages: number;
  readonly content?: Sealed<ReplyContent>;
  /** The person's data was erased after it had been handed out. */
  readonly emptied?: true;
}

/** Whose key an answer is under: that of the data itself, which goes earlier, is not the file's. */
export const contentKeyOf = ({ request, phase }: Pick<RepliedFact, 'request' | 'phase'>): string =>
  phase === 'collect' ? packageKeyOf(request) : request;

export const packageKeyOf = (request: string): string => `${request}/package`;

interface ReplyContent {
  readonly items?: readonly CollectedItem[];
  readonly verdicts?: readonly RecordVerdict[];
}

export interface RequestClosedFact extends Fact {
  readonly type: 'request.closed';
  readonly request: string;
  readonly outcome: 'granted' | 'partly-granted' | 'refused';
  readonly because: readonly Because[];
}

export type RequestFact = RequestReceivedFact | ErasureToldFact | RepliedFact | RequestClosedFact;

/** `r-…/erase/web-store`; the id of a command says which request, which step and whose answer it is. */
export const commandId = (request: string, phase: ReplyPhase, participant: string, part?: number): string =>
  commandIdFor(occasionOf(request, phase), participant, part);

export const occasionOf = (request: string, phase: ReplyPhase): string => `${request}/${phase}`;

export interface CommandOfRequest {
  readonly request: string;
  readonly phase: ReplyPhase;
  readonly part?: number;
}

export function readCommandId(command: string): CommandOfRequest | undefined {
  const { occasion, part } = readOccasion(command);
  const [request, step, ...more] = occasion.split('/');
  const phase = REPLY_PHASES.find((one) => one === step);
  if (request === undefined || phase === undefined || more.length > 0) return undefined;
  return { request, phase, ...(part !== undefined && { part }) };
}
