import type { ErasureReason, FactCollection } from '#storage';
import type { ConsentServiceFact } from './consent-facts.js';

const told = [
  'ownId',
  'values',
  'addresses',
  'capacity',
  'kind',
  'country',
  'collection',
  'subscriber',
  'productGroups',
] as const;

/** Takes out everything these facts tell of a person; that the act took place, and its order, stays. */
export async function stripDirectory(
  facts: FactCollection<ConsentServiceFact>,
  ids: readonly string[],
  because: ErasureReason,
): Promise<void> {
  await unset(facts, ids, told, because);
}

/** The order itself goes as well; the fact's id stays, so that the order cannot come back in. */
export async function stripOrders(
  facts: FactCollection<ConsentServiceFact>,
  ids: readonly string[],
  because: ErasureReason,
): Promise<void> {
  await unset(facts, ids, [...told, 'order'], because);
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
