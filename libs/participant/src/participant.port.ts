import type {
  CollectedItem,
  CollectRequested,
  EraseRequested,
  ListRecordsRequested,
  RecordVerdict,
  ReplyOutcome,
} from '#contracts';

/** What an erasure came to. */
export interface Erased {
  readonly outcome: Exclude<ReplyOutcome, 'failed'>;
  /** What stays of each record, and what went; left out where there is nothing to say. */
  readonly verdicts?: readonly RecordVerdict[];
}

/**
 * What every holder of personal data can be asked. A command may come twice, also after a crash in the middle: it has
 * one effect, and the second answer is the first. What throws is tried again.
 */
export interface ParticipantPort {
  /** Give out what is held (Art. 15). */
  collect(command: CollectRequested): Promise<readonly CollectedItem[]>;
  /** Which records are held, and what an erasure today would make of each. */
  listRecords(command: ListRecordsRequested): Promise<readonly RecordVerdict[]>;
  erase(command: EraseRequested): Promise<Erased>;
}
