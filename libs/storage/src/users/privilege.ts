/** What may be done with one collection; '' is every collection of the database, and the database itself. */
export interface Privilege {
  readonly db: string;
  readonly collection: string;
  /** MongoDB's own names. */
  readonly actions: readonly string[];
}
