/** The lanes of all instances, leased by the database's own clock. */
export interface LaneStore {
  open(lane: string, service: string): Promise<void>;
  /** Gives those that are lost: another instance has taken them over, or they are closed. */
  renew(lanes: readonly string[]): Promise<readonly string[]>;
  /** Lanes of this service whose instance is gone, from now on this adopter's. */
  adopt(service: string, adopter: string): Promise<readonly string[]>;
  close(lane: string): Promise<void>;
}

/** What the facts themselves say about a lane. */
export interface LaneFacts {
  /** Which of these numbers are facts, and whether they still owe. */
  look(
    lane: string,
    numbers: readonly number[],
  ): Promise<readonly { readonly n: number; readonly owed: boolean }[]>;
  summary(lane: string): Promise<{ readonly last: number; readonly count: number; readonly owed: boolean }>;
}
