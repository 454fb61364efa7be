import { instantOf } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import { type Inquiry, type Rule, binds } from './inquiry.js';
import { scopeStops } from './scopes.js';

/**
 * What a person's own choices stop. A prohibition is looked at before any permission, so none can beat it;
 * what is known to stand against it says more than that not enough is known, so freshness comes last.
 */
export const choiceRules: readonly Rule[] = [
  noRestrictionFreezesTheData,
  noProhibitionStopsIt,
  noObjectionStopsIt,
  choicesAreFreshlyKnown,
];

/** Contract and legal duty go on: no consent, prohibition or objection stops them. */
function choicesAreFreshlyKnown({ policy, purpose, facts, at, now }: Inquiry) {
  const stoppable = purpose.basis === 'consent' || purpose.basis === 'legitimate-interest';
  if (!stoppable) return undefined;
  const asOf = instantOf(facts.asOf);
  const age = Math.min(at, now) - asOf;
  // What claims to be known ahead of time comes from a wrong clock, and would never grow old.
  return age <= policy.maxStalenessMs && asOf - now <= policy.maxStalenessMs
    ? undefined
    : because(elementOf(policy, 'conduct.fresh-knowledge'), 'stale');
}

/** Art. 18(2). */
function noRestrictionFreezesTheData(inquiry: Inquiry) {
  const { policy, purpose, question, facts } = inquiry;
  if (purpose.whileRestricted !== undefined || purpose.basis === 'consent') return undefined;
  const restriction = facts.restrictions.find(
    ({ categories = [], since }) =>
      (categories.length === 0 || categories.includes(question.category)) && binds(inquiry, since),
  );
  if (restriction === undefined) return undefined;
  return because(elementOf(policy, 'right.restrict'), 'restricted', restriction.id, 'GDPR Art. 18(2)');
}

function noProhibitionStopsIt(inquiry: Inquiry) {
  const { policy, purpose, question, facts } = inquiry;
  const prohibition = facts.prohibitions.find(
    ({ scope, since }) => scopeStops(scope, purpose, question) && binds(inquiry, since),
  );
  if (prohibition === undefined) return undefined;
  return because(elementOf(policy, 'right.prohibit'), `prohibited-${prohibition.scope.kind}`, prohibition.id);
}

/** Art. 21: absolute against direct marketing and its profiling; otherwise held until a person has decided. */
function noObjectionStopsIt(inquiry: Inquiry) {
  const { policy, purpose, facts } = inquiry;
  if (purpose.objection === undefined) return undefined;
  const objection = facts.objections.find(
    (objection) =>
      !(purpose.objection === 'until-decided' && objection.overridden === true) &&
      reaches(inquiry, objection.purpose) &&
      binds(inquiry, objection.since),
  );
  if (objection === undefined) return undefined;
  const reason = purpose.objection === 'absolute' ? 'objected' : 'objection-being-decided';
  return because(elementOf(policy, 'right.object'), reason, objection.id, 'GDPR Art. 21');
}

function reaches({ policy, purpose }: Inquiry, objectedPurpose: string | undefined): boolean {
  if (objectedPurpose === undefined || objectedPurpose === purpose.name) return true;
  const objected = policy.byName.purposes.get(objectedPurpose);
  // A purpose that a later version no longer knows by this name: nobody can tell that it is not this one.
  return objected === undefined || objected.objectionAlsoStops?.includes(purpose.name) === true;
}
