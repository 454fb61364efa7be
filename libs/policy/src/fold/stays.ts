import { type AddressTold, momentOf, type Told } from './acts.js';

/** An address while it was a person's: from the act that told it to the one that told another in its place. */
export interface Stay {
  readonly kind: string;
  /** Of the one address, under each key that it was ever told under. */
  readonly hashes: ReadonlySet<string>;
  readonly since: number;
  /** Left out while it is the person's. */
  readonly until?: number;
}

interface Address {
  readonly kind: string;
  readonly hashes: Set<string>;
}

/** An account is none of the contact details that an update tells anew. */
const contactKinds: readonly string[] = ['email', 'phone'];

/**
 * When which address was whose, from acts in any order. Of acts at the same moment that tell different whole contacts
 * only what all of them tell is the person's: the stricter holds.
 */
export function staysOf(told: readonly Told[]): readonly Stay[] {
  const addressOf = addressesIn(told);
  const current = new Map<Address, number>();
  const stays: Stay[] = [];
  for (const [at, acts] of byMoment(told)) {
    const whole = acts.filter(({ wholeContact }) => wholeContact === true).map(addressOf);
    const isTold = (address: Address): boolean =>
      !contactKinds.includes(address.kind) || whole.every((contact) => contact.has(address));
    for (const address of new Set([...current.keys(), ...acts.flatMap((act) => [...addressOf(act)])])) {
      const since = current.get(address) ?? at;
      if (isTold(address)) current.set(address, since);
      else if (current.delete(address)) stays.push({ ...address, since, until: at });
    }
  }
  return [...stays, ...[...current].map(([address, since]) => ({ ...address, since }))];
}

export const isCurrent = ({ until }: Stay): boolean => until === undefined;

export const isAt = ({ hashes }: Pick<Stay, 'hashes'>, asked: ReadonlySet<string>): boolean =>
  [...asked].some((hash) => hashes.has(hash));

export const tells = ({ addresses = [] }: Told, { hashes }: Pick<Stay, 'hashes'>): boolean =>
  addresses.some(({ hash }) => hashes.has(hash));

/** Two acts mean the same address where they have one hash of it in common. */
function addressesIn(told: readonly Told[]): (act: Told) => ReadonlySet<Address> {
  const known = new Map<string, Address>();
  for (const act of told)
    for (const group of groupsOf(act)) {
      const met = new Set(group.flatMap(({ hash }) => known.get(hash) ?? []));
      const address: Address = { kind: group[0]!.kind, hashes: new Set(group.map(({ hash }) => hash)) };
      for (const { hashes } of met) for (const hash of hashes) address.hashes.add(hash);
      for (const hash of address.hashes) known.set(hash, address);
    }
  return ({ addresses = [] }) => new Set(addresses.flatMap(({ hash }) => known.get(hash) ?? []));
}

function groupsOf({ addresses = [] }: Told): readonly (readonly AddressTold[])[] {
  const kinds = [...new Set(addresses.map(({ kind }) => kind))];
  return kinds.map((kind) => addresses.filter((address) => address.kind === kind));
}

function byMoment(told: readonly Told[]): readonly (readonly [number, readonly Told[]])[] {
  const moments = new Map<number, Told[]>();
  for (const act of told) {
    if (act.wholeContact !== true && act.addresses === undefined) continue;
    const others = moments.get(momentOf(act));
    if (others === undefined) moments.set(momentOf(act), [act]);
    else others.push(act);
  }
  return [...moments].sort(([one], [other]) => one - other);
}
