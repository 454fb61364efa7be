import type { KnownFacts } from '../decide/question.js';
import { momentOf, type Told } from './acts.js';
import { refusalsIn } from './consents.js';
import { existingCustomerAt } from './existing-customer.js';
import { only, type Person, type Standing } from './fold-person.js';
import { isCurrent, type Stay, tells } from './stays.js';

export type PersonFacts = Omit<KnownFacts, 'asOf' | 'now'>;

/** What a channel reaches; post goes to no address that is known here. */
const addressKinds: ReadonlyMap<string | undefined, string> = new Map([
  ['email', 'email'],
  ['sms', 'phone'],
  ['phone', 'phone'],
  ['web', 'user-id'],
  ['post', 'none'],
]);

/** What is known of a person for each way a channel has to them; without an address there is one way all the same. */
export function factsByWay(person: Person, channel: string | undefined): readonly PersonFacts[] {
  const current = person.stays.filter(isCurrent);
  const kind = addressKinds.get(channel);
  const ways = kind === undefined ? [] : current.filter((stay) => stay.kind === kind);
  if (ways.length > 0) return ways.map((way) => factsAt(person, way));
  // Of what names no way, or one that nothing is known of, nobody can say that it goes past a prohibited address.
  const prohibited = kind === undefined ? current : [];
  return [factsOf(person, prohibitionsAt(person.prohibitions, prohibited), capacityAt(person.told, current))];
}

/** At one address, which is the person's. */
export function factsAt(person: Person, way: Stay): PersonFacts {
  return {
    ...factsOf(person, prohibitionsAt(person.prohibitions, [way]), capacityAt(person.told, [way])),
    ...only('existingCustomer', existingCustomerAt(person.told, way, person.refusedAt)),
  };
}

function factsOf(
  person: Person,
  prohibitions: readonly Standing[],
  capacity: KnownFacts['capacity'],
): PersonFacts {
  const { audience, subjectKind, workRole, contracts, consents, objections, restrictions } = person;
  return {
    ...only('audience', audience),
    ...only('subjectKind', subjectKind),
    ...only('workRole', workRole),
    ...only('capacity', capacity),
    contracts,
    consents: [...consents, ...refusalsIn(person.withdrawals)],
    prohibitions: prohibitions.map(({ id, scope, since }) => ({ id, scope, since })),
    objections,
    restrictions,
  };
}

/** Who objects objects as a person; what is prohibited as an address stops that address alone. */
const prohibitionsAt = (
  prohibitions: readonly Standing[],
  stays: readonly Pick<Stay, 'hashes'>[],
): readonly Standing[] =>
  prohibitions.filter(
    ({ personal, address = '' }) => personal || stays.some(({ hashes }) => hashes.has(address)),
  );

/** The newest word on the capacity in which one of these is used; told differently at that moment, it is private. */
function capacityAt(told: readonly Told[], stays: readonly Stay[]): KnownFacts['capacity'] {
  const words = told.filter(
    (act) =>
      act.capacity !== undefined && stays.some((stay) => momentOf(act) >= stay.since && tells(act, stay)),
  );
  const [newest] = words;
  if (newest === undefined) return undefined;
  const others = words.filter((act) => momentOf(act) === momentOf(newest));
  return others.every(({ capacity }) => capacity === newest.capacity) ? newest.capacity : 'private';
}
