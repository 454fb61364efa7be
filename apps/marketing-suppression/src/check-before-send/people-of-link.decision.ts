import { type AddressChecked, type Holder, isCurrent } from '#policy';
import type { LinkGrant } from '../link-token.js';

/** A link must stay short enough for a header line of a message; the address itself is prohibited for everybody. */
const MOST = 4;

/**
 * Who objects by a click on the link of this permission: whose address it is. Where more have it than a link can name,
 * those come first on whose choice or sale the permission rests, then those who can be reached elsewhere too, and the
 * others are found by the moment of the link.
 */
export function peopleOfLink(
  { decision, holders }: AddressChecked,
  now: string,
): Pick<LinkGrant, 'people' | 'madeAt'> {
  const facts = new Set(decision.because.flatMap(({ fact }) => fact ?? []));
  const rests = ({ person }: Holder): boolean =>
    person.grants.some(({ id }) => facts.has(id)) ||
    person.told.some(({ order }) => order !== undefined && facts.has(order));
  const names = holders
    .toSorted(
      (one, other) =>
        Number(rests(other)) - Number(rests(one)) ||
        ways(other) - ways(one) ||
        (one.name < other.name ? -1 : 1),
    )
    .map(({ name }) => name);
  return { people: names.slice(0, MOST), ...(names.length > MOST && { madeAt: now }) };
}

const ways = ({ person }: Holder): number => person.stays.filter(isCurrent).length;
