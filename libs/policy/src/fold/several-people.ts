import type { KnownFacts } from '../decide/question.js';
import { type ChannelsOf, foldConsents, refusalsIn } from './consents.js';
import { NATURAL_PERSON, only, type Person } from './fold-person.js';
import type { PersonFacts } from './ways.js';

/** Somebody whose address it is, and what is known of them there. */
export interface Holder {
  readonly name: string;
  readonly person: Person;
  readonly facts: PersonFacts;
}

/**
 * An address of several people is answered for all of them at once, since a mailbox does not tell them apart: what one
 * of them has prohibited, withdrawn or refused, all have, and where they differ the stricter holds.
 */
export function factsOfSeveral(holders: readonly Holder[], channelsOf: ChannelsOf): PersonFacts {
  const people = holders.map(({ person }) => person);
  const facts = holders.map((holder) => holder.facts);
  const withdrawals = people.flatMap((person) => person.withdrawals);
  return {
    ...only(
      'subjectKind',
      oneOr(
        NATURAL_PERSON,
        people.map(({ subjectKind }) => subjectKind),
      ),
    ),
    ...only(
      'capacity',
      oneOr(
        'private',
        facts.map(({ capacity }) => capacity),
      ),
    ),
    ...only('workRole', endedFirst(people)),
    ...only('existingCustomer', existingCustomerOf(holders)),
    contracts: [],
    consents: [
      ...foldConsents(
        people.flatMap(({ grants }) => grants),
        withdrawals,
        channelsOf,
      ),
      ...refusalsIn(withdrawals),
    ],
    prohibitions: facts.flatMap(({ prohibitions }) => prohibitions),
    objections: facts.flatMap(({ objections }) => objections),
    restrictions: facts.flatMap(({ restrictions }) => restrictions),
  };
}

/** What all say who say anything. */
function oneOr<T>(strictest: T, said: readonly (T | undefined)[]): T | undefined {
  const different = new Set(said.filter((each) => each !== undefined));
  return different.size > 1 ? strictest : [...different][0];
}

function endedFirst(people: readonly Person[]): KnownFacts['workRole'] {
  return people
    .flatMap(({ workRole }) => workRole ?? [])
    .sort(({ endedOn: one = '' }, { endedOn: other = '' }) => (one < other ? -1 : 1))[0];
}

function existingCustomerOf(holders: readonly Holder[]): KnownFacts['existingCustomer'] {
  const sales = holders
    .flatMap(({ facts }) => facts.existingCustomer ?? [])
    .sort((one, other) => Number(isOffered(other)) - Number(isOffered(one)) || newest(one, other));
  const [latest] = sales;
  if (latest === undefined) return undefined;
  const counted = sales.filter((sale) => isOffered(sale) === isOffered(latest));
  const refused = holders.flatMap(({ person }) => person.refusedAt ?? []).sort();
  return {
    ...latest,
    productGroups: [...new Set(counted.flatMap(({ productGroups }) => productGroups))].sort(),
    ...only('refusedAt', refused[0]),
  };
}

type Sale = NonNullable<KnownFacts['existingCustomer']>;

const isOffered = ({ optOutOfferedAt }: Sale): boolean => optOutOfferedAt !== undefined;

const newest = (one: Sale, other: Sale): number =>
  Date.parse(other.collectedInSaleAt) - Date.parse(one.collectedInSaleAt) ||
  (one.order < other.order ? -1 : 1);
