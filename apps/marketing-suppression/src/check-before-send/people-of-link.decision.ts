import { type AddressChecked, type Holder, isCurrent } from '#policy';

/** A link must stay short enough for a header line of a message; the address itself is prohibited for everybody. */
const MOST = 4;

/**
 * Who objects by a click on the link of this permission: whose address it is. Where more have it than a link can name,
 * those come first on whose choice or sale the permission rests, then those who can be reached elsewhere too.
 */
export function peopleOfLink({ decision, holders }: AddressChecked): readonly string[] {
  const facts = new Set(decision.because.flatMap(({ fact }) => fact ?? []));
  const rests = ({ person }: Holder): boolean =>
    person.grants.some(({ id }) => facts.has(id)) ||
    person.told.some(({ order }) => order !== undefined && facts.has(order));
  return holders
    .toSorted(
      (one, other) =>
        Number(rests(other)) - Number(rests(one)) ||
        ways(other) - ways(one) ||
        (one.name < other.name ? -1 : 1),
    )
    .slice(0, MOST)
    .map(({ name }) => name);
}

const ways = ({ person }: Holder): number => person.stays.filter(isCurrent).length;
