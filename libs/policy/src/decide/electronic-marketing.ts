import { addDays, civilDateAt, earliest, instantOf, isCivilDate } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { CivilDate } from '../model/elements.js';
import { consentAnswer } from './basis.js';
import type { Grounds } from './grounds.js';
import type { Inquiry } from './inquiry.js';
import type { ExistingCustomer, WorkRole } from './question.js';

/**
 * Act 917/2014 §§200–202: what a marketing message needs beyond its basis. A consent once given and withdrawn stops it
 * even where none was needed: the person has said no, and no sale or work role says otherwise. Nothing where the Act does
 * not ask.
 */
export function electronicMarketingOf(inquiry: Inquiry): Grounds | undefined {
  const { policy, purpose, question, facts } = inquiry;
  if (purpose.electronicMarketing !== true || question.channel === undefined) return undefined;
  const consent = consentAnswer(inquiry);
  if ('restsOn' in consent || consent.lacking.reason === 'consent-withdrawn') return consent;
  const organisation = mayBeSentUntilProhibited(inquiry) ? organisationAnswer(inquiry) : undefined;
  const electronic = policy.byName.channels.get(question.channel)?.electronic === true;
  if (!electronic || (organisation !== undefined && facts.capacity !== undefined)) return organisation;
  if (organisation !== undefined && 'lacking' in organisation) return organisation;
  const sale = existingCustomerAnswer(inquiry);
  if (sale !== undefined) return 'restsOn' in sale ? { ...sale, until: organisation?.until } : sale;
  return consent.lacking.reason === 'consent-outdated' ? consent : notOptedIn(inquiry);
}

/** An organisation's contact may use an address of their own: too little is known of it to send on §202. */
function notOptedIn({ policy, facts }: Inquiry): Grounds {
  const kind = policy.byName.subjectKinds.get(facts.subjectKind ?? '');
  const isUnknown = facts.capacity === undefined && kind?.electronicMarketing === 'opt-out';
  const rule = elementOf(policy, isUnknown ? 'marketing.work-role' : 'marketing.electronic-consent');
  const reason = isUnknown ? 'capacity-unknown' : 'consumer-not-opted-in';
  return { lacking: because(rule, reason, undefined, rule.reference) };
}

/** A consumer stays one, whatever the address is used for. */
function mayBeSentUntilProhibited({ policy, facts }: Inquiry): boolean {
  const kind =
    facts.subjectKind === undefined ? undefined : policy.byName.subjectKinds.get(facts.subjectKind);
  if (facts.capacity === undefined) return kind?.electronicMarketing === 'opt-out';
  const ofWork = facts.capacity === 'legal-person' || facts.capacity === 'work-role';
  return ofWork && kind?.electronicMarketing !== 'opt-in';
}

/** §200(3): every condition must be known to hold. */
function existingCustomerAnswer({ policy, facts, question, at }: Inquiry): Grounds | undefined {
  const sale = facts.existingCustomer;
  if (sale === undefined) return undefined;
  const rule = elementOf(policy, 'marketing.existing-customer');
  const lacking = (reason: string): Grounds => ({
    lacking: because(rule, reason, sale.order, rule.reference),
  });
  if (!(instantOf(sale.collectedInSaleAt) <= at)) return lacking('address-not-from-a-sale');
  if (!isOfferedWithTheSale(sale)) return lacking('refusing-not-offered');
  if (sale.refusedAt !== undefined) return lacking('refused-when-collected');
  if (question.productGroup === undefined) return lacking('product-group-not-named');
  if (!sale.productGroups.includes(question.productGroup)) return lacking('other-product-group');
  return { restsOn: because(rule, 'existing-customer', sale.order, rule.reference) };
}

/** When the address was collected, on that day at the latest: offered later, it came too late for that address. */
function isOfferedWithTheSale({ collectedInSaleAt, optOutOfferedAt = '' }: ExistingCustomer): boolean {
  const offered = instantOf(optOutOfferedAt);
  return !Number.isNaN(offered) && civilDateAt(offered) <= civilDateAt(instantOf(collectedInSaleAt));
}

/** §202: to an organisation, or to a person whose work role the message concerns while they still have it. */
function organisationAnswer(inquiry: Inquiry): Grounds {
  const { policy, facts } = inquiry;
  const rule = elementOf(policy, 'marketing.work-role');
  const role = facts.capacity === 'legal-person' ? {} : (facts.workRole ?? {});
  const problem =
    problemOfRole(role, inquiry) ??
    (facts.capacity === 'work-role' ? gapInEvidence(role, inquiry) : undefined);
  if (problem !== undefined) return { lacking: because(rule, problem, role.evidence, rule.reference) };
  const reason = facts.capacity === 'legal-person' ? 'legal-person' : 'opt-out-not-used';
  return {
    restsOn: because(rule, reason, role.evidence, rule.reference),
    until: earliest(lastDayOf(role), role.recheckBy),
  };
}

function problemOfRole(role: WorkRole, { question, on }: Inquiry): string | undefined {
  if (role.endedOn !== undefined && !(isCivilDate(role.endedOn) && role.endedOn > on))
    return 'work-role-ended';
  if (role.recheckBy !== undefined && !(isCivilDate(role.recheckBy) && role.recheckBy >= on))
    return 'work-role-not-rechecked';
  const { productGroup } = question;
  const relates = productGroup === undefined || role.productGroups?.includes(productGroup) !== false;
  return relates ? undefined : 'product-not-of-work-role';
}

/** Who says that an address is role-bound must be able to show it, for the duties and for now. */
function gapInEvidence(role: WorkRole, { question }: Inquiry): string | undefined {
  if (role.evidence === undefined) return 'work-role-not-evidenced';
  if (role.recheckBy === undefined) return 'work-role-without-recheck';
  return question.productGroup === undefined || role.productGroups === undefined
    ? 'product-not-of-work-role'
    : undefined;
}

function lastDayOf({ endedOn }: WorkRole): CivilDate | undefined {
  return endedOn === undefined ? undefined : addDays(endedOn, -1);
}
