import type { ConsentFact, KnownFacts, Scope } from '../decide/question.js';
import { scopeOf } from '../decide/scope-of.js';
import { type Act, byId, type Grant, momentOf, newestFirst, type Told, type Withdrawal } from './acts.js';
import { type ChannelsOf, foldConsents } from './consents.js';
import { refusalIn } from './existing-customer.js';
import { type Stay, staysOf } from './stays.js';
import { withdrawnAt } from './withdrawn-at.js';

/** A prohibition that nothing has lifted. */
export interface Standing {
  readonly id: string;
  readonly scope: Scope;
  readonly since: string;
  readonly personal: boolean;
  readonly address?: string;
}

/** One person as all acts make them, whatever came first; what depends on the way they are reached is still open. */
export interface Person
  extends
    Pick<KnownFacts, 'audience' | 'contracts' | 'objections' | 'restrictions'>,
    Pick<KnownFacts, 'subjectKind' | 'workRole'> {
  readonly known: boolean;
  readonly consents: readonly ConsentFact[];
  readonly prohibitions: readonly Standing[];
  readonly stays: readonly Stay[];
  /** Of a refusal at any collection. */
  readonly refusedAt?: string;
  /** What was told and chosen, and not erased; the newest first. */
  readonly told: readonly Told[];
  readonly grants: readonly Grant[];
  readonly withdrawals: readonly Withdrawal[];
}

/** Who is strictest to be written to, where it is not clear what somebody is. */
export const NATURAL_PERSON = 'consumer';

/**
 * One state from any number of acts in any order, doubled or not. `upTo` leaves out every act after it, for questions
 * about the past; a question about the present counts all, whatever a clock says.
 */
export function foldPerson(all: readonly Act[], channelsOf: ChannelsOf, upTo = Infinity): Person {
  const acts = unique(all).filter((act) => !(momentOf(act) > upTo));
  const erased = acts.reduce(
    (latest, act) => (act.type === 'erased' ? Math.max(latest, momentOf(act)) : latest),
    -Infinity,
  );
  // An act of the same moment counts as erased.
  const isErased = (act: Act): boolean => momentOf(act) <= erased;
  const live = acts.filter((act) => !isErased(act)).sort(newestFirst);
  const told = live.filter((act) => act.type === 'told');
  const grants = live.filter((act) => act.type === 'granted');
  const given = new Map(acts.flatMap((act) => (act.type === 'granted' ? [[act.id, act] as const] : [])));
  const withdrawals = acts
    .filter((act) => act.type === 'withdrawn')
    .map((act) => ({
      ...act,
      at: withdrawnAt(
        act.at,
        act.consents.flatMap((id) => given.get(id) ?? []),
      ),
    }))
    .filter((act) => !isErased(act))
    .sort(newestFirst);
  const kept = acts.some(isOrder);
  return {
    known: told.length > 0 || kept,
    ...audienceOf(told, kept),
    ...only('subjectKind', subjectKindOf(told)),
    ...only('workRole', workRoleOf(told)),
    ...only('refusedAt', refusalIn(told)),
    contracts: told.flatMap(({ order, on }) => (order === undefined ? [] : [{ order, openedOn: on }])),
    consents: foldConsents(grants, withdrawals, channelsOf),
    ...standingOf(acts),
    stays: staysOf(told),
    told,
    grants,
    withdrawals,
  };
}

function unique(acts: readonly Act[]): readonly Act[] {
  return [...new Map(acts.map((act) => [`${act.type} ${act.id}`, act])).values()];
}

/** A lift may come before what it lifts, and an erasure lifts nothing. */
export function standingOf(acts: readonly Act[]) {
  const lifted = new Set(acts.flatMap((act) => (act.type === 'lifted' ? act.names : [])));
  const isLifted = ({ id, root = id }: { readonly id: string; readonly root?: string }): boolean =>
    lifted.has(id) || lifted.has(root);
  const standing = acts.filter((act) => !isLifted(act)).sort(byId);
  return {
    prohibitions: standing
      .filter((act) => act.type === 'prohibited')
      .map(({ id, scope, at, personal, address }) => ({
        id,
        scope: scopeOf(scope),
        since: at,
        personal,
        ...only('address', address),
      })),
    objections: standing
      .filter((act) => act.type === 'objected')
      .map(({ id, purpose, overridden, at }) => ({
        id,
        since: at,
        ...only('purpose', purpose),
        ...only('overridden', overridden),
      })),
    restrictions: standing
      .filter((act) => act.type === 'restricted')
      .map(({ id, categories, at }) => ({ id, since: at, ...only('categories', categories) })),
  };
}

/** Also of an order that is erased a record may have to be kept. */
const isOrder = (act: Act): boolean =>
  act.type === 'told' && act.act === 'ordered' && (act.order !== undefined || act.keptByLaw === true);

function audienceOf(told: readonly Told[], kept: boolean): Pick<KnownFacts, 'audience'> {
  if (kept || told.some(({ act }) => act !== 'account-activated')) return { audience: 'web-shop-customer' };
  return told.length > 0 ? { audience: 'site-user' } : {};
}

/** As it was last told; told differently at the same moment, the stricter rule holds. */
function subjectKindOf(told: readonly Told[]): string | undefined {
  const newest = told.find(({ subjectKind }) => subjectKind !== undefined);
  if (newest === undefined) return undefined;
  const conflict = told.some(
    (act) =>
      momentOf(act) === momentOf(newest) &&
      act.subjectKind !== undefined &&
      act.subjectKind !== newest.subjectKind,
  );
  return conflict ? NATURAL_PERSON : newest.subjectKind;
}

/** The newest word on the role; of two at the same moment the end counts. */
function workRoleOf(told: readonly Told[]): KnownFacts['workRole'] {
  const ended = told.find(({ act }) => act === 'role-ended');
  const taken = told.find(({ act }) => act === 'role-changed' || act === 'registered');
  if (ended === undefined || (taken !== undefined && momentOf(taken) > momentOf(ended))) return undefined;
  return { endedOn: ended.on };
}

export const only = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
