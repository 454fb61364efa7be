import { type ChannelsOf, foldPerson, type Person, type PersonAct } from '#policy';
import type { ConsentServiceFact, DirectoryFact } from './consent-facts.js';

/** One person from the facts of a party, in any order, doubled or not; the law's own fold does it. */
export function foldParty(
  facts: readonly ConsentServiceFact[],
  channelsOf: ChannelsOf,
  upTo?: number,
): Person {
  return foldPerson(facts.flatMap(actsIn), channelsOf, upTo);
}

/** What a fact kept here means to the law. */
export function actsIn(fact: ConsentServiceFact): readonly PersonAct[] {
  const { _id: id, at } = fact;
  switch (fact.type) {
    case 'party.described':
    case 'contract.opened':
      return [told(fact)];
    case 'consent.granted':
      return [{ ...choiceIn(fact), ...given('policyVersion', fact.policyVersion), type: 'granted' }];
    case 'consent.withdrawn':
      return [{ ...choiceIn(fact), type: 'withdrawn', consents: fact.consents }];
    case 'suppression.added': {
      const { suppression, scope, party, address } = fact;
      const about = { personal: party !== undefined, ...given('address', address?.hash) };
      return [{ type: 'prohibited', id: suppression, at, scope, ...about }];
    }
    case 'suppression.lifted':
      return [{ type: 'lifted', id, at, names: fact.suppressions }];
    case 'party.erased':
      return [{ type: 'erased', id, at }];
    case 'records.erased':
      return [];
  }
}

function told(fact: DirectoryFact): PersonAct {
  const { _id: id, act, at, on, kind, addresses, wholeContact, capacity, collection } = fact;
  const described = {
    ...given('subjectKind', kind),
    ...given('addresses', addresses),
    ...given('wholeContact', wholeContact),
    ...given('capacity', capacity),
    ...given('collection', collection),
  };
  if (fact.type === 'party.described') return { type: 'told', id, act, at, on, ...described };
  const { order, productGroups, keptByLaw } = fact;
  return {
    type: 'told',
    id,
    act,
    at,
    on,
    ...described,
    ...given('order', order),
    ...given('productGroups', productGroups),
    ...given('keptByLaw', keptByLaw),
  };
}

function choiceIn({
  _id: id,
  at,
  purpose,
  channel,
  recipient,
}: Extract<ConsentServiceFact, { type: 'consent.granted' | 'consent.withdrawn' }>) {
  return { id, at, purpose, ...given('channel', channel), ...given('recipient', recipient) };
}

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
