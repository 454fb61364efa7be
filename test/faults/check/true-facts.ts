import { OrderPlaced } from '#contracts';
import { civilDateOf } from '#policy';
import type { HashKeys } from '#storage';
import { openContract } from '../../../apps/consent/src/open-contract-basis/open-contract.decision.js';
import {
  describeParty,
  DESCRIBING_TYPES,
} from '../../../apps/consent/src/keep-directory/describe-party.decision.js';
import type { ConsentServiceFact } from '../../../apps/consent/src/consent-facts.js';
import type { PartyFact as AddressedFact } from '../../../apps/marketing-suppression/src/address-fact.js';
import type { ConsentFact } from '../../../apps/marketing-suppression/src/choice-fact.js';
import { partyEntriesOf } from '../../../apps/marketing-suppression/src/know-addresses/party-entries-of.decision.js';
import type { SuppressionFact } from '../../../apps/marketing-suppression/src/prohibition.js';
import type { InventoryFact } from '../../../apps/retention/src/inventory-fact.js';
import { inventoryEntriesOf } from '../../../apps/retention/src/take-in-store-events/inventory-entries-of.decision.js';
import { NOTICE } from '../load/act.js';
import type { Person } from '../load/person.js';

/** What each service must hold of a person, by the true history alone. */
export interface TrueFacts {
  /** At consent. */
  readonly directory: readonly ConsentServiceFact[];
  readonly choices: readonly ConsentServiceFact[];
  readonly suppressionFollowed: readonly ConsentServiceFact[];
  /** At suppression. */
  readonly addresses: readonly AddressedFact[];
  readonly suppression: readonly SuppressionFact[];
  readonly choicesFollowed: readonly ConsentFact[];
  /** At retention. */
  readonly inventory: readonly InventoryFact[];
}

const takenAt = new Date(0);
const when = (at: string) => ({ at: new Date(at).toISOString(), on: civilDateOf(at), takenAt });

export function trueFacts(person: Person, keys: HashKeys): TrueFacts {
  const ref = keys.partyRef(person.party.source, person.party.id);
  const suppression = prohibitionsOf(person, ref, keys);
  return {
    directory: directoryOf(person, ref, keys),
    choices: choicesAtConsent(person, ref),
    suppressionFollowed: followed(suppression),
    addresses: addressesOf(person, ref, keys),
    suppression,
    choicesFollowed: choicesAtSuppression(person, ref),
    inventory: inventoryOf(person, ref),
  };
}

function directoryOf(person: Person, party: string, keys: HashKeys): readonly ConsentServiceFact[] {
  const told = person.events.filter(({ type }) => DESCRIBING_TYPES.includes(type)).map(describeParty);
  const ordered = person.events
    .filter(({ type }) => type === OrderPlaced.type)
    .map((event) => openContract(event as typeof event & { data: OrderPlaced }));
  return [...told, ...ordered].map(({ contact, ...act }) => {
    const addresses = contact.addresses.map(({ kind, normalised }) => ({
      kind,
      ...keys.addressHash(kind, normalised),
    }));
    const capacity = contact.capacity === undefined ? {} : { capacity: contact.capacity };
    return { ...act, _id: keys.factId(act._id), party, ...capacity, addresses, ...when(act.at) };
  });
}

/** What nothing is decided by. */
const unread = { because: [], evidence: undefined as never };

function choicesAtConsent({ granted, withdrawn }: Person, party: string): readonly ConsentServiceFact[] {
  return [
    ...granted.map(({ id, purpose, channel, at }): ConsentServiceFact => {
      const what = { party, purpose, channel, method: 'web-form', policyVersion: NOTICE } as const;
      return { ...unread, ...when(at), ...what, _id: id, type: 'consent.granted' };
    }),
    ...withdrawn.map(({ id, purpose, channel, at, consents }): ConsentServiceFact => {
      const what = { party, purpose, channel, consents, method: 'phone' } as const;
      return { ...unread, ...when(at), ...what, _id: id, type: 'consent.withdrawn' };
    }),
  ];
}

/** As consent keeps what suppression published. */
function followed(facts: readonly SuppressionFact[]): readonly ConsentServiceFact[] {
  return facts.map((fact) =>
    fact.type === 'suppression.lifted'
      ? { ...fact, _id: `lift/${fact.lift}` }
      : { ...fact, type: 'suppression.added', _id: `suppression/${fact.suppression}` },
  );
}

function prohibitionsOf(person: Person, party: string, keys: HashKeys): readonly SuppressionFact[] {
  const address = { kind: 'email' as const, ...keys.addressHash('email', person.email) };
  return person.prohibited.flatMap(({ suppression, scope, at, byAddress, lift }): SuppressionFact[] => {
    const what = { party, ...(byAddress && { address }), scope, suppression, method: 'phone' } as const;
    const _id = suppression.replace(/^s\./, '');
    const added = { ...unread, ...what, ...when(at), _id, type: 'suppression.added' } as const;
    if (lift === undefined) return [added];
    const names = { lift: lift.id, suppressions: [suppression], method: 'phone' } as const;
    const liftId = lift.id.replace(/^l\./, '');
    return [added, { ...unread, ...names, ...when(lift.at), _id: liftId, type: 'suppression.lifted' }];
  });
}

/** As suppression keeps what consent published. */
function choicesAtSuppression({ granted, withdrawn }: Person, party: string): readonly ConsentFact[] {
  return [
    ...granted.map(({ id, purpose, channel, at }): ConsentFact => {
      const what = { party, consent: id, purpose, channel, policyVersion: NOTICE };
      return { ...what, ...when(at), _id: `/consent/${id}`, type: 'consent.granted' };
    }),
    ...withdrawn.map(({ id, purpose, channel, at, consents }): ConsentFact => {
      const what = { party, withdrawal: id, purpose, channel, consents };
      return { ...what, ...when(at), _id: `/consent/${id}`, type: 'consent.withdrawn' };
    }),
  ];
}

function addressesOf({ events }: Person, party: string, keys: HashKeys): readonly AddressedFact[] {
  return events.flatMap((event) =>
    partyEntriesOf(event).map((entry): AddressedFact => {
      const { at, record } = entry;
      const id = `${event.source}/${event.id}`;
      if (entry.what === 'work-role')
        return { party, record, ...when(at), _id: id, type: 'work-role.stated', ended: entry.ended };
      const hashed = entry.addresses.map(({ kind, value }) => ({ kind, ...keys.addressHash(kind, value) }));
      const _id = `${id}/${entry.partyId}`;
      return {
        ...entry,
        ...when(at),
        party,
        _id,
        source: 'web-store',
        type: 'address.known',
        addresses: hashed,
      };
    }),
  );
}

function inventoryOf({ events }: Person, party: string): readonly InventoryFact[] {
  return events.flatMap((event) =>
    inventoryEntriesOf(event).map((entry, index): InventoryFact => {
      const _id = `web-store|${event.id}${index === 0 ? '' : `|${index}`}`;
      const on = entry.at.length === 10 ? entry.at : civilDateOf(entry.at);
      return { ...entry, on, takenAt, _id, type: event.type, party, source: 'web-store' };
    }),
  );
}
