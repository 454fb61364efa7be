export type ParkedState = 'parked' | 'replaying' | 'replayed' | 'discarded';

/** What happened to a parked message, in order; stays when the body is gone. */
export interface ParkedStep {
  readonly at: Date;
  readonly what: 'parked' | 'replayed' | 'discarded';
  readonly by?: string;
  readonly reason?: string;
}

/** What is known about a parked message without opening it: no personal data. */
export interface ParkedMessage {
  /** Of the queue and the body's bytes: the same message parked twice is one. */
  readonly _id: string;
  readonly queue: string;
  readonly reason: string;
  /** JSON pointer of the field that was wrong. */
  readonly field?: string;
  readonly type?: string;
  /** Broker user that published it. */
  readonly publisher?: string;
  readonly attempts: number;
  /** Its place in the publisher's lane, where it is numbered: so that `seloste verify` does not take it for lost. */
  readonly lane?: string;
  readonly n?: number;
  /** Equal for messages that most likely have the same cause. */
  readonly fingerprint: string;
  readonly state: ParkedState;
  readonly firstAt: Date;
  readonly at: Date;
  readonly replayingSince?: Date;
  readonly history: readonly ParkedStep[];
}

/** Where a message was first sent, and goes again at a replay, where that is not the queue it was parked from. */
export interface SentTo {
  readonly exchange: string;
  readonly routingKey: string;
}

/** Sealed: the message as it came, and the words of the error. */
export interface ParkedBody {
  readonly base64: string;
  readonly sentTo?: SentTo;
  readonly contentType?: string;
  readonly error?: string;
}

/** A message on its way into the collection. */
export interface ToPark {
  readonly queue: string;
  readonly reason: string;
  readonly field?: string;
  readonly type?: string;
  readonly publisher?: string;
  readonly attempts: number;
  readonly content: Buffer;
  readonly contentType?: string;
  readonly sentTo?: SentTo;
  /** Nobody has read it, and nobody may. */
  readonly unread?: true;
  readonly error?: unknown;
}

export interface ParkedFilter {
  readonly state?: ParkedState;
  readonly reason?: string;
  readonly queue?: string;
  readonly type?: string;
  readonly fingerprint?: string;
  readonly after?: string;
  readonly limit?: number;
}
