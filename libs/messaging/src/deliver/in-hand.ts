/** Who has, or had, a message alone in hand: one process, from one moment on. */
export interface Hand {
  readonly by: string;
  readonly at: Date;
}

/** What is alone in hand, durable beyond the process that has it. */
export interface InHand {
  /** Nothing: it is in this process's hand now. Else in whose it is, or was when that one died. */
  take(id: string): Promise<Hand | undefined>;
  /** It is in nobody's hand. */
  drop(id: string): Promise<void>;
}
