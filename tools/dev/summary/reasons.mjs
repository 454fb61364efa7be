/** The services' reason codes in words, and the statements of the notice that they rest on. */
export const reasons = {
  'existing-customer': ['bought the like before and did not refuse then', 'scope.audience', 'purpose.main'],
  'opt-out-not-used': [
    'contact of an organisation, who did not refuse',
    'scope.audience',
    'retention.marketing',
  ],
  'consent-given': ['gave consent', 'basis.consent'],
  'contract-open': ['an order of theirs needs it', 'basis.contract'],
  'legitimate-interest': ['legitimate interest', 'basis.interest'],
  'legal-obligation': ['the law asks for it', 'basis.law'],
  'consent-missing': ['no consent was given', 'basis.consent'],
  'consent-outdated': ['what the consent was for has changed since', 'basis.consent'],
  'consent-withdrawn': ['consent was withdrawn', 'right.withdraw'],
  'consumer-not-opted-in': ['consumer who gave no consent', 'scope.audience', 'basis.consent'],
  'address-not-from-a-sale': ['address does not come from a sale', 'scope.audience', 'purpose.main'],
  'refusing-not-offered': ['refusing was not offered at the sale', 'scope.audience', 'purpose.main'],
  'refused-when-collected': ['refused at the sale', 'scope.audience', 'purpose.main'],
  'product-group-not-named': ['no product group was named', 'scope.audience', 'purpose.main'],
  'other-product-group': ['bought other kinds of products only', 'scope.audience', 'purpose.main'],
  'consent-expired': ['the consent has run out', 'basis.consent'],
  'capacity-unknown': ['company contact; may be a personal address', 'scope.audience'],
  'legal-person': ['an organisation, which did not refuse', 'scope.audience'],
  'work-role-not-evidenced': ['nothing shows the role', 'scope.audience', 'retention.marketing'],
  'work-role-without-recheck': ['no day to check the role again', 'scope.audience', 'retention.marketing'],
  'work-role-not-rechecked': [
    'the role was not checked again in time',
    'scope.audience',
    'retention.marketing',
  ],
  'work-role-ended': ['no longer in that role', 'scope.audience', 'retention.marketing'],
  'product-not-of-work-role': [
    'product has no relation to the role',
    'scope.audience',
    'retention.marketing',
  ],
  'prohibited-all-marketing': ['opted out of all marketing', 'right.prohibit'],
  'prohibited-channel': ['opted out of this channel', 'right.prohibit'],
  'prohibited-topic': ['opted out of this topic', 'right.prohibit'],
  'prohibited-research': ['opted out of research', 'right.prohibit'],
  'prohibited-profiling': ['opted out of profiling', 'right.prohibit'],
  'prohibited-disclosure': ['opted out of disclosure', 'right.prohibit'],
  objected: ['objected', 'right.object'],
  'objection-being-decided': ['objected, and it is being decided', 'right.object'],
  restricted: ['processing is restricted', 'right.object'],
  'no-contract-open': ['no order of theirs is open', 'basis.contract'],
  'purpose-unknown': ['no such purpose is in the policy', 'scope.law', 'purpose.main'],
  'party-unknown': ['nobody by that number is known', 'scope.law', 'purpose.main'],
  'not-an-address': ['not an address', 'scope.law', 'purpose.main'],
  'recipient-unknown': ['no such recipient is in the policy', 'recipient.none'],
  stale: ['not fresh enough known', 'right.withdraw', 'right.prohibit', 'right.object'],
};

/** A code that is not in the table is shown as it is. */
export function inWords(code) {
  const [words = code, ...statements] = reasons[code] ?? [];
  return { words, statements: statements.join(', ') };
}
