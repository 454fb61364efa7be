import { because, elementOf } from '../model/because.js';
import type { CivilDate, Mechanism, Recipient } from '../model/elements.js';
import type { Inquiry, Rule } from './inquiry.js';

/** Disclosure is denied unless the recipient is declared for it, under contract and lawfully reached. */
export const recipientRules: readonly Rule[] = [
  theRecipientIsDeclared,
  theRecipientMayHaveThis,
  theProcessorIsUnderContract,
  theTransferHasAMechanism,
];

function theRecipientIsDeclared({ policy, question }: Inquiry) {
  if (question.recipient === undefined || policy.byName.recipients.has(question.recipient)) return undefined;
  return because(elementOf(policy, 'conduct.no-disclosure'), 'recipient-unknown');
}

function theRecipientMayHaveThis(inquiry: Inquiry) {
  const recipient = recipientOf(inquiry);
  if (recipient === undefined) return undefined;
  if (!recipient.purposes.includes(inquiry.purpose.name))
    return because(recipient, 'purpose-not-for-recipient');
  if (!recipient.categories.includes(inquiry.question.category))
    return because(recipient, 'category-not-for-recipient');
  return undefined;
}

/** Art. 28(3). */
function theProcessorIsUnderContract(inquiry: Inquiry) {
  const recipient = recipientOf(inquiry);
  if (recipient === undefined || recipient.role !== 'processor') return undefined;
  if (recipient.contract === undefined) return because(recipient, 'processor-without-contract');
  return within(inquiry.on, recipient.contract)
    ? undefined
    : because(recipient, 'processor-contract-not-in-force');
}

/** Art. 44–46: outside the EEA a mechanism must be valid on the date, and met by this recipient. */
function theTransferHasAMechanism(inquiry: Inquiry) {
  const recipient = recipientOf(inquiry);
  if (recipient === undefined || !leavesTheEea(inquiry, recipient)) return undefined;
  const mechanism = mechanismOf(inquiry, recipient);
  if (mechanism === undefined) return because(inquiry.policy.eea, 'transfer-without-mechanism', recipient.id);
  const failing = failureOf(mechanism, recipient, inquiry.on);
  return failing === undefined ? undefined : because(mechanism, failing, recipient.id, mechanism.reference);
}

function failureOf(
  mechanism: Mechanism,
  { country, transfer }: Recipient,
  on: CivilDate,
): string | undefined {
  if (mechanism.countries?.includes(country) === false) return 'transfer-mechanism-not-for-country';
  if (!within(on, mechanism)) return 'transfer-mechanism-not-valid';
  if (mechanism.needs === 'assessment' && transfer?.assessment === undefined) return 'transfer-not-assessed';
  if (mechanism.needs !== 'certification') return undefined;
  const certified = { validFrom: transfer?.certifiedFrom, validTo: transfer?.certifiedTo };
  return within(on, certified) ? undefined : 'recipient-not-certified';
}

/** The last day on which the recipient is known to be under contract and lawfully reached. */
export function recipientUntil(inquiry: Inquiry): CivilDate | undefined {
  const recipient = recipientOf(inquiry);
  if (recipient === undefined) return undefined;
  const ends = [recipient.contract?.validTo];
  if (leavesTheEea(inquiry, recipient)) {
    ends.push(mechanismOf(inquiry, recipient)?.validTo, recipient.transfer?.certifiedTo);
  }
  return ends.filter((end) => end !== undefined).sort()[0];
}

export function recipientOf({ policy, question }: Inquiry): Recipient | undefined {
  return question.recipient === undefined ? undefined : policy.byName.recipients.get(question.recipient);
}

function leavesTheEea({ policy }: Inquiry, recipient: Recipient): boolean {
  return !policy.eeaCountries.has(recipient.country);
}

function mechanismOf({ policy }: Inquiry, { transfer }: Recipient): Mechanism | undefined {
  return transfer === undefined ? undefined : policy.byName.mechanisms.get(transfer.mechanism);
}

function within(
  on: CivilDate,
  validity: { readonly validFrom?: CivilDate; readonly validTo?: CivilDate },
): boolean {
  return (
    validity.validFrom !== undefined &&
    validity.validFrom <= on &&
    (validity.validTo === undefined || on <= validity.validTo)
  );
}
