import { civilDateAt, instantOf } from '../calendar/civil-date.js';
import { because } from '../model/because.js';
import type { Because } from '../model/elements.js';
import { changedSince } from './consent-covers.js';
import { type Inquiry, basisElement } from './inquiry.js';
import type { ConsentFact } from './question.js';

/** The element that makes what is asked about another thing than the person agreed to. */
export function changeSince(
  consent: ConsentFact,
  { policy, versions, question }: Inquiry,
): string | undefined {
  const told =
    versions.find(({ version }) => version === consent.policyVersion) ??
    versions.findLast(({ validFrom }) => validFrom <= civilDateAt(instantOf(consent.grantedAt))) ??
    versions[0];
  return told === undefined || told.version === policy.version
    ? undefined
    : changedSince(told, policy, question);
}

export function askAgain(consent: ConsentFact, inquiry: Inquiry): Because {
  const changed = inquiry.policy.elements.get(changeSince(consent, inquiry) ?? '');
  const element = changed ?? basisElement(inquiry.policy, 'consent');
  return because(element, 'consent-outdated', consent.id, 'GDPR Art. 4(11), 7');
}
