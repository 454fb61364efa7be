import type { ErasureReason, FactCollection } from '#storage';
import type { ConsentServiceFact } from './consent-facts.js';

const told = [
  'sealedFor',
  'ownId',
  'values',
  'addresses',
  'wholeContact',
  'capacity',
  'kind',
  'country',
  'collection',
  'subscriber',
  'productGroups',
  'order',
] as const;

/** Takes out everything these facts tell of a person; that the act took place stays, under an id that names nothing. */
export async function stripDirectory(
  facts: FactCollection<ConsentServiceFact>,
  ids: readonly string[],
  because: ErasureReason,
): Promise<void> {
  await unset(facts, ids, told, because);
}

/** The same where a law keeps the order at its holder: that there is one stays known, which one does not. */
export async function stripKeptOrders(
  facts: FactCollection<ConsentServiceFact>,
  ids: readonly string[],
  because: ErasureReason,
): Promise<void> {
  if (ids.length > 0)
    await facts.strip({ _id: { $in: [...ids] } }, { set: { keptByLaw: true }, unset: told }, because);
}

/** The same where nothing keeps the order any more: the contract basis is closed. */
export async function stripOrders(
  facts: FactCollection<ConsentServiceFact>,
  ids: readonly string[],
  because: ErasureReason,
): Promise<void> {
  await unset(facts, ids, [...told, 'keptByLaw'], because);
}

/** The proof of a consent is no longer kept by anything. */
export async function stripEvidence(
  facts: FactCollection<ConsentServiceFact>,
  ids: readonly string[],
  because: ErasureReason,
): Promise<void> {
  await unset(facts, ids, ['evidence'], because);
}

async function unset(
  facts: FactCollection<ConsentServiceFact>,
  ids: readonly string[],
  fields: readonly string[],
  because: ErasureReason,
): Promise<void> {
  if (ids.length > 0) await facts.strip({ _id: { $in: [...ids] } }, { unset: fields }, because);
}
