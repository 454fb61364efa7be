import { instantOf } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { Because } from '../model/elements.js';
import { consentAnswer } from './basis.js';
import type { Inquiry } from './inquiry.js';

/** Either why the message may not go, or what lets it go; nothing when the Act does not ask. */
export type MarketingAnswer = { readonly lacking: Because } | { readonly restsOn: Because } | undefined;

/**
 * Act 917/2014 §§200–202: what a marketing message needs beyond its basis. A consent once given and withdrawn stops it
 * even where none was needed: the person has said no, and no sale or work role says otherwise.
 */
export function electronicMarketingOf(inquiry: Inquiry): MarketingAnswer {
  const { policy, purpose, question, facts } = inquiry;
  if (purpose.electronicMarketing !== true || question.channel === undefined) return undefined;
  const consent = consentAnswer(inquiry);
  if ('restsOn' in consent || consent.lacking.reason === 'consent-withdrawn') return consent;
  const kind =
    facts.subjectKind === undefined ? undefined : policy.byName.subjectKinds.get(facts.subjectKind);
  if (kind?.electronicMarketing === 'opt-out') return workRoleAnswer(inquiry);
  if (policy.byName.channels.get(question.channel)?.electronic !== true) return undefined;
  const rule = elementOf(policy, 'marketing.electronic-consent');
  const notOptedIn = { lacking: because(rule, 'consumer-not-opted-in', undefined, rule.reference) };
  return existingCustomerAnswer(inquiry) ?? notOptedIn;
}

/** §200(3): every condition must be known to hold. */
function existingCustomerAnswer({ policy, facts, question, at }: Inquiry): MarketingAnswer {
  const sale = facts.existingCustomer;
  if (sale === undefined) return undefined;
  const rule = elementOf(policy, 'marketing.existing-customer');
  const lacking = (reason: string): MarketingAnswer => ({
    lacking: because(rule, reason, sale.order, rule.reference),
  });
  if (!(instantOf(sale.collectedInSaleAt) <= at)) return lacking('address-not-from-a-sale');
  if (sale.optOutOfferedAt === undefined) return lacking('refusing-not-offered');
  if (sale.refusedAt !== undefined) return lacking('refused-when-collected');
  if (question.productGroup === undefined) return lacking('product-group-not-named');
  if (!sale.productGroups.includes(question.productGroup)) return lacking('other-product-group');
  return { restsOn: because(rule, 'existing-customer', sale.order, rule.reference) };
}

/** §202: the message concerns the work role, and the person still has it. */
function workRoleAnswer({ policy, facts, question, on }: Inquiry): MarketingAnswer {
  const rule = elementOf(policy, 'marketing.work-role');
  const lacking = (reason: string): MarketingAnswer => ({
    lacking: because(rule, reason, undefined, rule.reference),
  });
  const role = facts.workRole;
  if (role?.endedOn !== undefined && role.endedOn <= on) return lacking('work-role-ended');
  const relates =
    question.productGroup === undefined || role?.productGroups?.includes(question.productGroup) !== false;
  if (!relates) return lacking('product-not-of-work-role');
  return { restsOn: because(rule, 'opt-out-not-used', undefined, rule.reference) };
}
