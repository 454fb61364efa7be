import type {
  CloudEvent,
  CollectedItem,
  CollectRequested,
  Command,
  EraseRequested,
  ListRecordsRequested,
  ParticipantReplied,
  PartyId,
  RecordVerdict,
} from '#contracts';
import { answerCommand, type Erased, type ParticipantPort, planOnce, repliesTo } from '#participant';
import type { RecordStore } from '../hold-records/record.store.js';
import { SOURCE } from '../publish-events/to-events.js';
import { collectedItems } from './collected-items.js';
import { ownVerdict, planErasure } from './decide-erasure.decision.js';

const NAME = SOURCE.slice(1);

export interface Answering {
  readonly store: RecordStore;
  readonly today: () => string;
}

/** The replies to a command; throws for what is none, and carries out nothing then. */
export async function answer(
  { type, data }: CloudEvent,
  answering: Answering,
): Promise<readonly CloudEvent<ParticipantReplied>[]> {
  const command = data as Command;
  const reply = await answerCommand(new StoreParticipant(answering), NAME, type, command);
  if (typeof reply === 'string') throw new Error(reply);
  return repliesTo(NAME, command, reply, new Date().toISOString());
}

/** Not final: the same command may come again. */
export const failedReplies = (command: Command, failure: string): readonly CloudEvent<ParticipantReplied>[] =>
  repliesTo(NAME, command, { outcome: 'failed', failure }, new Date().toISOString());

class StoreParticipant implements ParticipantPort {
  constructor(private readonly answering: Answering) {}

  async collect({ parties }: CollectRequested): Promise<readonly CollectedItem[]> {
    return (await this.answering.store.of(ownOf(parties))).flatMap(collectedItems);
  }

  async listRecords({ parties }: ListRecordsRequested): Promise<readonly RecordVerdict[]> {
    const { store, today } = this.answering;
    return (await store.of(ownOf(parties))).map((record) => ownVerdict(record, today()));
  }

  async erase({ command, parties, records }: EraseRequested): Promise<Erased> {
    const { store, today } = this.answering;
    const plan = await planOnce(store.plans, command, async () =>
      planErasure(await store.of(ownOf(parties)), records, today()),
    );
    await store.erase(plan.erasures);
    return { outcome: plan.outcome, ...(plan.verdicts.length > 0 && { verdicts: plan.verdicts }) };
  }
}

const ownOf = (parties: readonly PartyId[]): string[] =>
  parties.filter(({ source }) => source === NAME).map(({ id }) => id);
