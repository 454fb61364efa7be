/** What facts lose in an erasure: the fields named, and what stands in their place. */
export interface Strip {
  readonly unset: readonly string[];
  readonly set?: Readonly<Record<string, unknown>>;
}

/** Facts that are gone, or with `strip` emptied; `salts` are the new ones of those emptied, in the order of `ids`. */
export interface Erased {
  readonly ids: readonly string[];
  readonly strip?: Strip;
  readonly salts?: readonly unknown[];
}

/** Something that became durable, as the journal outside MongoDB tells it. Repeated or late, it has the same effect. */
export type JournalEntry =
  /** Documents under their own ids, inserted into a collection of the service. */
  | {
      readonly kind: 'put';
      readonly collection: string;
      readonly documents: readonly object[];
      /** As they stand in the database, where another telling of them may have another salt and moment of intake. */
      readonly stored?: true;
    }
  /** What was erased does not come back, not even where its fact is told after it. */
  | ({ readonly kind: 'erased' } & Erased)
  /** Wrapped data keys, as in the key database. */
  | { readonly kind: 'keys'; readonly documents: readonly object[] }
  /** Names (`kid`) of data keys that are destroyed. */
  | { readonly kind: 'shredded'; readonly kids: readonly string[] };

export interface Journal {
  /** Resolves when the broker has it for certain; throws TransientStorageError otherwise, and then it may be repeated. */
  append(entries: readonly JournalEntry[]): Promise<void>;
}

/** For what has no service around it: tests of storage, tools. */
export const noJournal: Journal = { append: () => Promise.resolve() };
