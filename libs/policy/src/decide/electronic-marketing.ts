import { instantOf } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { Because } from '../model/elements.js';
import { consentAnswer } from './basis.js';
import type { Inquiry } from './inquiry.js';

/** Either why the message may not go, or what lets it go; nothing when the Act does not ask. */
export type MarketingAnswer = { readonly lacking: Because } | { readonly restsOn: Because } | undefined;

/** Act 917/2014 §§200–202: what a marketing message needs beyond its basis. */
export function electronicMarketingOf(inquiry: Inquiry): MarketingAnswer {
  const { policy, purpose, question, facts } = inquiry;
  if (purpose.electronicMarketing !== true || question.channel === undefined) return undefined;
  const kind =
    facts.subjectKind === undefined ? undefined : policy.byName.subjectKinds.get(facts.subjectKind);
  if (kind?.electronicMarketing === 'opt-out') return workRoleAnswer(inquiry);
  return policy.byName.channels.get(question.channel)?.electronic === true
    ? naturalPersonAnswer(inquiry)
    : undefined;
}

function naturalPersonAnswer(inquiry: Inquiry): MarketingAnswer {
  const consent = consentAnswer(inquiry);
  if ('restsOn' in consent) return consent;
  const customer = existingCustomerAnswer(inquiry);
  if (customer !== undefined) return customer;
  const rule = elementOf(inquiry.policy, 'marketing.electronic-consent');
  const withdrawn = consent.lacking.reason === 'consent-withdrawn';
  return {
    lacking: withdrawn ? consent.lacking : because(rule, 'consumer-not-opted-in', undefined, rule.reference),
  };
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
