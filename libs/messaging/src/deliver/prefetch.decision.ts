/** How many messages of a queue may be here unsettled, and how many bytes. */
export interface Room {
  readonly usual: number;
  readonly mostBytes: number;
}

export interface Page {
  readonly messages: number;
  readonly bytes: number;
}

/** Two, so that one can come while the other is worked on. */
const LEAST = 2;

/** As many as have room, if all are as large as the largest that was seen. */
export const prefetchFor = ({ usual, mostBytes }: Room, largest: number): number =>
  Math.min(usual, Math.max(LEAST, Math.floor(mostBytes / Math.max(1, largest))));

/** Of such messages the usual number takes no more than half of the room. */
export const isLight = ({ usual, mostBytes }: Room, { messages, bytes }: Page): boolean =>
  (bytes / messages) * usual <= mostBytes / 2;
