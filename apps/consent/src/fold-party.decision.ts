import {
  type ContractFact as Contract,
  type ExistingCustomer,
  type KnownFacts,
  type ProhibitionFact,
  scopeOf,
} from '#policy';
import type { ConsentServiceFact, ContractFact, DirectoryFact } from './consent-facts.js';
import { isDirectory } from './consent-facts.js';
import { erasedBefore, isErased } from './erased-before.decision.js';
import { type ChannelsOf, foldConsents } from './fold-consents.decision.js';

/** What is known of a party, without the moment it is known for. */
export interface FoldedParty extends Omit<KnownFacts, 'asOf' | 'now'> {
  readonly known: boolean;
}

/**
 * One state from any number of facts in any order, doubled or not. `upTo` leaves out every act after it, for questions
 * about the past; a question about the present counts all, whatever a clock says.
 */
export function foldParty(
  all: readonly ConsentServiceFact[],
  channelsOf: ChannelsOf,
  upTo = Infinity,
): FoldedParty {
  const facts = unique(all).filter(({ at }) => !(Date.parse(at) > upTo));
  const before = erasedBefore(facts);
  const directory = facts.filter(isDirectory);
  const live = directory.filter((fact) => !isErased(fact, before)).sort(newestFirst);
  const orders = directory
    .filter((fact) => fact.type === 'contract.opened')
    .filter(({ order, keptByLaw }) => order !== undefined || keptByLaw === true);
  const erasedAt = Number.isFinite(before) ? new Date(before).toISOString() : undefined;
  return {
    known: live.length > 0 || orders.length > 0,
    ...audienceOf(live, orders),
    ...only('subjectKind', live.find(({ kind }) => kind !== undefined)?.kind),
    ...only('capacity', live.find(reachesThePerson)?.capacity),
    contracts: live.flatMap(contractOf),
    consents: foldConsents(facts, { before, ...only('at', erasedAt) }, channelsOf),
    prohibitions: prohibitionsOf(facts),
    objections: [],
    restrictions: [],
    ...only('existingCustomer', existingCustomerOf(live)),
    ...only('workRole', workRoleOf(live)),
  };
}

/** The newest contact details say in what capacity their addresses are used; a user id is none. */
const reachesThePerson = ({ addresses = [] }: DirectoryFact): boolean =>
  addresses.some(({ kind }) => kind !== 'user-id');

function unique(facts: readonly ConsentServiceFact[]): readonly ConsentServiceFact[] {
  return [...new Map(facts.map((fact) => [fact._id, fact])).values()];
}

function newestFirst(one: DirectoryFact, other: DirectoryFact): number {
  return Date.parse(other.at) - Date.parse(one.at) || (one._id < other._id ? 1 : -1);
}

function audienceOf(
  live: readonly DirectoryFact[],
  orders: readonly ContractFact[],
): Pick<KnownFacts, 'audience'> {
  if (orders.length > 0 || live.some(({ act }) => act !== 'account-activated'))
    return { audience: 'web-shop-customer' };
  return live.length > 0 ? { audience: 'site-user' } : {};
}

function contractOf(fact: DirectoryFact): Contract[] {
  return fact.type === 'contract.opened' && fact.order !== undefined
    ? [{ order: fact.order, openedOn: fact.on }]
    : [];
}

/** A lift may come before what it lifts. */
function prohibitionsOf(facts: readonly ConsentServiceFact[]): readonly ProhibitionFact[] {
  const lifted = new Set(
    facts.flatMap((fact) => (fact.type === 'suppression.lifted' ? fact.suppressions : [])),
  );
  return facts
    .filter((fact) => fact.type === 'suppression.added')
    .filter(({ suppression }) => !lifted.has(suppression))
    .map(({ suppression, scope, at }) => ({ id: suppression, scope: scopeOf(scope), since: at }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Act 917/2014 §200(3): the newest sale with a known collection speaks; a refusal at any collection counts for all. */
function existingCustomerOf(live: readonly DirectoryFact[]): ExistingCustomer | undefined {
  const sales = live.filter((fact) => fact.type === 'contract.opened');
  const newest = sales.find(({ order, collection }) => order !== undefined && collection !== undefined);
  if (newest?.order === undefined || newest.collection === undefined) return undefined;
  const { collectedAt, optOutOffered } = newest.collection;
  const refused = live.find(({ collection }) => collection?.refused === true);
  return {
    order: newest.order,
    productGroups: [...new Set(sales.flatMap(({ productGroups }) => productGroups ?? []))].sort(),
    collectedInSaleAt: collectedAt,
    ...(optOutOffered && { optOutOfferedAt: collectedAt }),
    ...only('refusedAt', refused?.collection?.collectedAt),
  };
}

/** The newest word on the role; of two at the same instant the end counts. */
function workRoleOf(live: readonly DirectoryFact[]): KnownFacts['workRole'] {
  const ended = live.find(({ act }) => act === 'role-ended');
  const taken = live.find(({ act }) => act === 'role-changed' || act === 'registered');
  if (ended === undefined || (taken !== undefined && Date.parse(taken.at) > Date.parse(ended.at)))
    return undefined;
  return { endedOn: ended.on };
}

const only = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
