import { instantOf } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { BasisKind, Because, CivilDate, Element } from '../model/elements.js';
import { type Inquiry, basisElement, binds } from './inquiry.js';
import type { ConsentFact, ContractFact } from './question.js';

/** Either why the basis is lacking, or what it rests on and until when. */
export type BasisAnswer =
  | { readonly lacking: Because }
  | { readonly restsOn: Because; readonly until?: CivilDate };

/** Art. 6(1): whether the purpose's basis is there on the date. */
export function basisOf(inquiry: Inquiry): BasisAnswer {
  return answers[inquiry.purpose.basis](inquiry);
}

const answers: Readonly<Record<BasisKind, (inquiry: Inquiry) => BasisAnswer>> = {
  contract: contractAnswer,
  consent: consentAnswer,
  'legitimate-interest': ({ policy }) => restsOn(basisElement(policy, 'legitimate-interest')),
  'legal-obligation': ({ policy, purpose }) =>
    restsOn(basisElement(policy, 'legal-obligation'), purpose.reference),
};

function restsOn(basis: Element, provision = basis.reference): BasisAnswer {
  return { restsOn: because(basis, basis.name, undefined, provision) };
}

function contractAnswer(inquiry: Inquiry): BasisAnswer {
  const basis = basisElement(inquiry.policy, 'contract');
  const contract = openContract(inquiry);
  if (contract === undefined) return { lacking: because(basis, 'no-contract-open') };
  return {
    restsOn: because(basis, 'contract-open', contract.order, basis.reference),
    until: contract.closedOn,
  };
}

export function consentAnswer(inquiry: Inquiry): BasisAnswer {
  const { policy } = inquiry;
  const covering = inquiry.facts.consents.filter((consent) => covers(consent, inquiry));
  const standing = covering.find((consent) => stands(consent, inquiry));
  if (standing !== undefined) {
    const basis = basisElement(policy, 'consent');
    return { restsOn: because(basis, 'consent-given', standing.id, basis.reference) };
  }
  const withdrawn = covering.find(
    ({ withdrawnAt }) => withdrawnAt !== undefined && binds(inquiry, withdrawnAt),
  );
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
  return { lacking: because(basisElement(policy, 'consent'), 'consent-missing') };
}

/** The contract that lasts longest, so that the answer does not end before it must. */
function openContract({ facts, on }: Inquiry): ContractFact | undefined {
  let found: ContractFact | undefined;
  for (const contract of facts.contracts) {
    const open = contract.openedOn <= on && (contract.closedOn === undefined || on <= contract.closedOn);
    if (open && (found === undefined || lastsLonger(contract, found))) found = contract;
  }
  return found;
}

function lastsLonger(a: ContractFact, b: ContractFact): boolean {
  return b.closedOn !== undefined && (a.closedOn === undefined || a.closedOn > b.closedOn);
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

function stands(consent: ConsentFact, inquiry: Inquiry): boolean {
  return (
    instantOf(consent.grantedAt) <= inquiry.at &&
    (consent.withdrawnAt === undefined || !binds(inquiry, consent.withdrawnAt))
  );
}
