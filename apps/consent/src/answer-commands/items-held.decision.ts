import type { CollectedItem, CollectedValue, PartyId } from '#contracts';
import type { ContactField, DirectoryFact, Evidence, GrantFact, WithdrawalFact } from '../consent-facts.js';
import { recordOf } from './plan-erasure.decision.js';

/** A directory fact with its values opened; one whose key is gone has none. */
export interface OpenedDirectory {
  readonly fact: DirectoryFact;
  readonly values: readonly (readonly [field: ContactField, value: string])[];
}

/** The person's values with where each came from and when (Art. 15(1)(g)). */
export function itemsOfDirectory(
  party: PartyId,
  { fact, values }: OpenedDirectory,
): readonly CollectedItem[] {
  const source = fact.subscriber === undefined ? fact.via : `${fact.via} ${fact.subscriber}`;
  const occasion = [
    value('occasion', fact.act),
    value('date', fact.at),
    ...(fact.notice ? [value('notice', fact.notice)] : []),
  ];
  const told = (category: string, fields: readonly CollectedValue[]): CollectedItem[] =>
    fields.length === 0
      ? []
      : [{ ...recordOf(party), category, source, provenance: 'provided', values: [...fields, ...occasion] }];
  const contact = [
    ...values.filter(([field]) => field !== 'user-id').map(([field, text]) => value(field, text)),
    ...(fact.capacity === undefined ? [] : [value('capacity', fact.capacity)]),
  ];
  const registration = values
    .filter(([field]) => field === 'user-id')
    .map(([field, text]) => value(field, text));
  return [...told('contact', contact), ...told('registration', registration), ...itemsOfOrder(fact, source)];
}

function itemsOfOrder(fact: DirectoryFact, source: string): readonly CollectedItem[] {
  if (fact.type !== 'contract.opened' || fact.order === undefined) return [];
  const groups = (fact.productGroups ?? []).map((group) => value('product-group', group));
  const values = [value('ordered', fact.at), ...groups];
  return [
    { record: fact.order, kind: 'order', category: 'relationship', source, provenance: 'provided', values },
  ];
}

export function itemOfGrant(grant: GrantFact, evidence: Evidence | undefined): CollectedItem {
  const proof =
    evidence === undefined
      ? []
      : [value('text-shown', evidence.textShown), value('notice', evidence.noticeVersion)];
  return itemOfChoice(grant, [value('granted', grant.at), ...proof]);
}

export function itemOfWithdrawal(withdrawal: WithdrawalFact): CollectedItem {
  return itemOfChoice(withdrawal, [value('withdrawn', withdrawal.at)]);
}

function itemOfChoice(choice: GrantFact | WithdrawalFact, more: readonly CollectedValue[]): CollectedItem {
  const { _id: record, purpose, channel, recipient, method } = choice;
  const scope = [
    value('purpose', purpose),
    value('channel', channel),
    value('recipient', recipient),
    value('method', method),
  ];
  const values = [...scope, ...more].filter((each) => each.value !== '');
  return {
    record,
    kind: 'consent',
    category: 'permissions',
    source: 'subject',
    provenance: 'provided',
    values,
  };
}

const value = (field: string, text = ''): CollectedValue => ({ field, value: text });
