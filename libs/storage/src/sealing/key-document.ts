import type { mongo } from 'mongoose';

/** A data key as the key database has it. */
export interface KeyDocument {
  /** `<party>|<class>` */
  readonly _id: string;
  readonly kid: string;
  /** The master key that wrapped it. */
  readonly by: string;
  readonly wrapped: mongo.Binary;
  readonly createdAt: Date;
  /** Until the journal has it. */
  readonly owed?: true;
}

/** What a wrap is bound to: moved to another party, class or name it does not open. */
export const contextOf = ({ _id, kid }: Pick<KeyDocument, '_id' | 'kid'>): string => `${_id}|${kid}`;

export const toUnwrap = ({ _id, kid, by, wrapped }: KeyDocument) => ({
  by,
  wrapped: Buffer.from(wrapped.value()),
  context: contextOf({ _id, kid }),
});
