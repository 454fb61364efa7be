/** The lanes of all instances, leased by the database's own clock. */
export interface LaneStore {
  open(lane: string, service: string): Promise<void>;
  /** False: another instance has taken the lane over, or it is closed. */
  renew(lane: string): Promise<boolean>;
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
