import { within } from '../calendar/civil-date.js';
import { because, elementOf } from '../model/because.js';
import type { Recipient } from '../model/elements.js';
import type { Grounds } from './grounds.js';
import type { Inquiry, Rule } from './inquiry.js';
import { transferOf } from './transfer.js';

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

/** Art. 28(3); a controller needs no contract, but one that it has must not have run out. */
function theProcessorIsUnderContract(inquiry: Inquiry) {
  const recipient = recipientOf(inquiry);
  if (recipient === undefined) return undefined;
  if (recipient.contract === undefined)
    return recipient.role === 'processor' ? because(recipient, 'processor-without-contract') : undefined;
  return within(inquiry.on, recipient.contract)
    ? undefined
    : because(recipient, `${recipient.role}-contract-not-in-force`, recipient.contract.reference);
}

function theTransferHasAMechanism(inquiry: Inquiry) {
  const recipient = recipientOf(inquiry);
  if (recipient === undefined) return undefined;
  const transfer = transferTo(recipient, inquiry);
  return 'lacking' in transfer ? transfer.lacking : undefined;
}

export function recipientOf({ policy, question }: Inquiry): Recipient | undefined {
  return question.recipient === undefined ? undefined : policy.byName.recipients.get(question.recipient);
}

/** Art. 44–46. */
export function transferTo({ id, country, transfer }: Recipient, { policy, on }: Inquiry): Grounds {
  return transferOf(policy, { country, transfer, on, recipient: id });
}
