import type { Sealed, Sealer } from '#storage';
import type { ParkedBody, ParkedFilter, ParkedMessage, ParkedState, ParkedStep } from './parked-message.js';

export interface ParkedRecord {
  readonly message: ParkedMessage;
  readonly body?: Sealed<ParkedBody>;
}

/** It owes its place in the journal, by the same fields as a fact does. */
export const asStored = ({ message, body }: ParkedRecord) =>
  ({ ...message, body, takenAt: message.at, owed: true }) as const;

export interface ParkedChange {
  readonly state: ParkedState;
  readonly replayingSince?: Date;
  readonly step?: ParkedStep;
  readonly dropBody?: boolean;
}

/** Where parked messages lie. `put` resolves only when every one of them is durable. */
export interface ParkedStore {
  put(records: readonly ParkedRecord[]): Promise<void>;
  list(filter: ParkedFilter): Promise<readonly ParkedMessage[]>;
  /** Those that nobody has decided about. */
  count(): Promise<number>;
  find(id: string): Promise<ParkedRecord | undefined>;
  /** False where the message is no longer in one of these states. */
  change(
    id: string,
    from: { states: readonly ParkedState[]; replayingSince?: Date },
    to: ParkedChange,
  ): Promise<boolean>;
  /** Rejects while the database is away. */
  ping(): Promise<void>;
}

/** As much of storage's Sealer as parking needs. */
export type ParkedSealer = Pick<Sealer, 'sealMany' | 'open'>;
