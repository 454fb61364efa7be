/** A lift answers the prohibition: an act from before it, such as an old consent on file, lifts nothing. */
export const liftIsFresh = (actedAt: Date, prohibitedSince: string): boolean =>
  actedAt.getTime() >= new Date(prohibitedSince).getTime();
