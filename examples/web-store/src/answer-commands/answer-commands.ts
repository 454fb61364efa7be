import {
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  ParticipantReplied,
  type CloudEvent,
  type CollectedItem,
  type RecordVerdict,
  type ReplyOutcome,
} from '#contracts';
import type { RecordStore } from '../hold-records/record.store.js';
import { SOURCE } from '../publish-events/to-events.js';
import { collectedItems } from './collected-items.js';
import { ownVerdict, planErasure, type ErasurePlan } from './decide-erasure.decision.js';

export type Command = CollectRequested | ListRecordsRequested | EraseRequested;
export const COMMAND_TYPES: readonly string[] = [
  CollectRequested.type,
  ListRecordsRequested.type,
  EraseRequested.type,
];

/** What is told back; long answers go in pages of 500. */
interface Answer {
  readonly outcome: ReplyOutcome;
  readonly items?: readonly CollectedItem[];
  readonly verdicts?: readonly RecordVerdict[];
}

const PAGE = 500;
const PARTICIPANT = 'web-store';

export interface Answering {
  readonly store: RecordStore;
  readonly today: () => string;
}

export async function answer(event: CloudEvent, { store, today }: Answering): Promise<CloudEvent[]> {
  const command = event.data as Command;
  return replies(command, await answerOf(event.type, command, store, today()));
}

async function answerOf(type: string, command: Command, store: RecordStore, today: string): Promise<Answer> {
  const parties = command.parties.filter(({ source }) => source === PARTICIPANT).map(({ id }) => id);
  if (type === EraseRequested.type) return erase(command, parties, store, today);
  const held = await store.of(parties);
  if (held.length === 0) return { outcome: 'none' };
  return type === CollectRequested.type
    ? { outcome: 'done', items: held.flatMap(collectedItems) }
    : { outcome: 'done', verdicts: held.map((record) => ownVerdict(record, today)) };
}

/** The plan is durable before anything goes: the same command again, after any crash, has the same effect and answer. */
async function erase(
  { command, records }: EraseRequested,
  parties: readonly string[],
  store: RecordStore,
  today: string,
): Promise<Answer> {
  const plan = ((await store.savedAnswer(command)) ??
    (await store.saveAnswer(command, planErasure(await store.of(parties), records, today)))) as ErasurePlan;
  await store.erase(plan.erasures);
  return { outcome: plan.outcome, ...(plan.verdicts.length > 0 && { verdicts: plan.verdicts }) };
}

function replies({ command, replyTo }: Command, { outcome, items, verdicts }: Answer): CloudEvent[] {
  const pages = Math.max(1, Math.ceil((items ?? verdicts ?? []).length / PAGE));
  return Array.from({ length: pages }, (_, index) => {
    const part = <T>(all: readonly T[]): T[] => all.slice(index * PAGE, (index + 1) * PAGE);
    return reply(`replied-${command}-${index + 1}`, {
      command,
      participant: PARTICIPANT,
      replyTo,
      outcome,
      ...(items !== undefined && { items: part(items) }),
      ...(verdicts !== undefined && { verdicts: part(verdicts) }),
      page: index + 1,
      pages,
    });
  });
}

/** Not final: the same command may come again. So the id differs each time. */
export const failedReply = ({ command, replyTo }: Command, failure: string): CloudEvent =>
  reply(`replied-${command}-failed-${Date.now()}`, {
    command,
    participant: PARTICIPANT,
    replyTo,
    outcome: 'failed',
    failure,
  });

const reply = (id: string, data: ParticipantReplied): CloudEvent => ({
  specversion: '1.0',
  id,
  source: SOURCE,
  type: ParticipantReplied.type,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  data,
});
