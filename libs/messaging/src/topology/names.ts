export const STORE_EVENTS = 'store.events';
export const MARKETING_EVENTS = 'marketing.events';
export const SELOSTE_EVENTS = 'seloste.events';
export const SELOSTE_COMMANDS = 'seloste.commands';
export const DEAD = 'seloste.dead';
/** The alternate of every exchange into which somebody publishes for others. */
export const UNROUTED = 'seloste.unrouted';

/** Only the service itself may write here: replays of parked messages and canaries, straight into one of its queues. */
export const ownExchange = (service: string): string => `${service}.own`;

/** The stream into which the service puts every fact it made durable. */
export const journalOf = <S extends string>(service: S) => `journal.${service}` as const;

/** Where commands to a participant wait for it. */
export const commandsOf = <P extends string>(participant: P) => `${participant}.commands` as const;

/** Reads the journals and nothing else: for `seloste restore`. */
export const RESTORE_USER = 'restore';

/** How old a backup may be that is restored; the journal reaches a week further. */
export const BACKUP_WINDOW_DAYS = 30;
/** How long a journal keeps what it holds. */
export const JOURNAL_DAYS = BACKUP_WINDOW_DAYS + 7;

export interface BindingSpec {
  readonly exchange: string;
  readonly key: string;
}

export interface QueueSpec {
  readonly name: string;
  /** The broker user that reads it. */
  readonly owner: string;
  /** `parks`: no handler, the owner writes every message into its parked collection. */
  readonly role: 'handled' | 'parks';
  readonly bindings: readonly BindingSpec[];
}
