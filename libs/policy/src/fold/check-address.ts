import { undeclared } from '../decide/declared.js';
import { denied } from '../decide/decide.js';
import type { Decision } from '../decide/question.js';
import { type SendFacts, sendCheck, type SendQuestion } from '../decide/send-check.js';
import type { Policy } from '../model/policy.js';
import type { Act } from './acts.js';
import { type ChannelsOf, channelsIn } from './consents.js';
import type { Moment } from './decide-for-person.js';
import { foldPerson, standingOf } from './fold-person.js';
import { factsOfSeveral, type Holder } from './several-people.js';
import { isAt, isCurrent } from './stays.js';
import { factsAt } from './ways.js';

/** What is known of one address, under every key. */
export interface KnownOfAddress {
  readonly hashes: ReadonlySet<string>;
  /** What is prohibited of the address itself, with the lifts of it. */
  readonly ofAddress: readonly Act[];
  /** Of everyone who ever had it, each by a name. */
  readonly people: ReadonlyMap<string, readonly Act[]>;
}

export interface AddressChecked {
  readonly decision: Decision;
  /** Whose address it is. */
  readonly holders: readonly Holder[];
}

/** The check before a send to an address: as strict as it is for the person whose address it is; nobody's is denied. */
export function checkAddress(
  policy: Policy,
  question: SendQuestion,
  known: KnownOfAddress,
  moment: Moment,
  versions: readonly Policy[] = [policy],
): AddressChecked {
  const channelsOf = channelsIn(policy);
  const holders = holdersOf(known, channelsOf);
  const facts = factsOfAddress(known, holders, channelsOf);
  const decision = sendCheck(policy, question, { ...facts, ...moment }, versions);
  const isNobodys = decision.allowed && holders.length === 0;
  return {
    decision: isNobodys ? denied(policy, moment, undeclared(policy, 'party-unknown')) : decision,
    holders,
  };
}

function holdersOf({ hashes, people }: KnownOfAddress, channelsOf: ChannelsOf): readonly Holder[] {
  return [...people].flatMap(([name, acts]) => {
    const person = foldPerson(acts, channelsOf);
    const way = person.stays.find((stay) => isCurrent(stay) && isAt(stay, hashes));
    return way === undefined ? [] : [{ name, person, facts: factsAt(person, way) }];
  });
}

function factsOfAddress(
  { hashes, ofAddress }: KnownOfAddress,
  holders: readonly Holder[],
  channelsOf: ChannelsOf,
): Omit<SendFacts, 'asOf' | 'now'> {
  const prohibited = standingOf(ofAddress).prohibitions.filter(({ address = '' }) => hashes.has(address));
  const [first] = holders;
  if (first === undefined) return { consents: [], prohibitions: prohibited };
  const facts = holders.length === 1 ? first.facts : factsOfSeveral(holders, channelsOf);
  return { ...facts, prohibitions: [...prohibited, ...facts.prohibitions] };
}
