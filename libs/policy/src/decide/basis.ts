import { instantOf, isCivilDate } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { BasisKind, CivilDate, Element } from '../model/elements.js';
import type { Grounds } from './grounds.js';
import { type Inquiry, basisElement, binds } from './inquiry.js';
import { askAgain, changeSince } from './outdated-consent.js';
import type { ConsentFact, ContractFact } from './question.js';

/** Art. 6(1): whether the purpose's basis is there on the date. */
export function basisOf(inquiry: Inquiry): Grounds {
  return answers[inquiry.purpose.basis](inquiry);
}

const answers: Readonly<Record<BasisKind, (inquiry: Inquiry) => Grounds>> = {
  contract: contractAnswer,
  consent: consentAnswer,
  'legitimate-interest': ({ policy }) => restsOn(basisElement(policy, 'legitimate-interest')),
  'legal-obligation': ({ policy, purpose }) =>
    restsOn(basisElement(policy, 'legal-obligation'), purpose.reference),
};

function restsOn(basis: Element, provision = basis.reference): Grounds {
  return { restsOn: because(basis, basis.name, undefined, provision) };
}

function contractAnswer(inquiry: Inquiry): Grounds {
  const basis = basisElement(inquiry.policy, 'contract');
  const contract = openContract(inquiry);
  if (contract === undefined) return { lacking: because(basis, 'no-contract-open') };
  return {
    restsOn: because(basis, 'contract-open', contract.order, basis.reference),
    until: contract.closedOn,
  };
}

export function consentAnswer(inquiry: Inquiry): Grounds {
  const { policy } = inquiry;
  const covering = inquiry.facts.consents.filter((consent) => covers(consent, inquiry));
  const basis = basisElement(policy, 'consent');
  const given = covering.filter((consent) => isGiven(consent, inquiry));
  const current = given.filter((consent) => changeSince(consent, inquiry) === undefined);
  const standing = longestLasting(current.filter(({ expiresOn }) => lastsTo(expiresOn, inquiry.on)));
  if (standing !== undefined) {
    const restsOn = because(basis, 'consent-given', standing.id, basis.reference);
    return { restsOn, until: standing.expiresOn };
  }
  const withdrawn = covering.find((consent) => isWithdrawn(consent, inquiry));
  if (withdrawn !== undefined) {
    return {
      lacking: because(
        elementOf(policy, 'right.withdraw'),
        'consent-withdrawn',
        withdrawn.id,
        'GDPR Art. 7(3)',
      ),
    };
  }
  const [expired] = current;
  if (expired !== undefined) return { lacking: because(basis, 'consent-expired', expired.id) };
  const [outdated] = given;
  if (outdated !== undefined) return { lacking: askAgain(outdated, inquiry) };
  return { lacking: because(basis, 'consent-missing') };
}

function openContract({ facts, on }: Inquiry): ContractFact | undefined {
  let found: ContractFact | undefined;
  for (const contract of facts.contracts) {
    const open = isCivilDate(contract.openedOn) && contract.openedOn <= on && lastsTo(contract.closedOn, on);
    if (open && (found === undefined || outlasts(contract.closedOn, found.closedOn))) found = contract;
  }
  return found;
}

function longestLasting(consents: readonly ConsentFact[]): ConsentFact | undefined {
  let found: ConsentFact | undefined;
  for (const consent of consents) {
    if (found === undefined || outlasts(consent.expiresOn, found.expiresOn)) found = consent;
  }
  return found;
}

function lastsTo(lastDay: CivilDate | undefined, on: CivilDate): boolean {
  return lastDay === undefined || (isCivilDate(lastDay) && on <= lastDay);
}

/** Of several the longest counts, so that the answer does not end before it must. */
function outlasts(a: CivilDate | undefined, b: CivilDate | undefined): boolean {
  return b !== undefined && (a === undefined || a > b);
}

function covers(consent: ConsentFact, { question, purpose }: Inquiry): boolean {
  return (
    consent.purpose === purpose.name &&
    (consent.category === undefined || consent.category === question.category) &&
    (consent.channel === undefined || consent.channel === question.channel) &&
    (consent.topic === undefined || consent.topic === question.topic) &&
    consent.recipient ===
      (purpose.needs?.includes('recipient') === true ? question.recipient : consent.recipient)
  );
}

function isGiven(consent: ConsentFact, inquiry: Inquiry): boolean {
  return (
    instantOf(consent.grantedAt) <= inquiry.at &&
    (consent.recipient === undefined || consent.recipient === inquiry.question.recipient) &&
    !isWithdrawn(consent, inquiry)
  );
}

function isWithdrawn({ withdrawnAt, withoutRecipients = [] }: ConsentFact, inquiry: Inquiry): boolean {
  return (
    (withdrawnAt !== undefined && binds(inquiry, withdrawnAt)) ||
    withoutRecipients.some(
      ({ recipient, since }) => recipient === inquiry.question.recipient && binds(inquiry, since),
    )
  );
}
