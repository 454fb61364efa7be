import { because, elementOf } from '../model/because.js';
import type { Inquiry, Rule } from './inquiry.js';

/** Promise 1: what the policy does not declare is denied. */
export const declaredRules: readonly Rule[] = [
  theCategoryIsDeclaredForThePurpose,
  theChannelIsDeclaredForThePurpose,
  theTopicIsDeclaredForThePurpose,
  everythingNeededIsNamed,
  theKindOfPersonIsDeclared,
  theDataIsOurs,
];

function theCategoryIsDeclaredForThePurpose({ policy, question, purpose }: Inquiry) {
  if (!policy.byName.categories.has(question.category)) return undeclared(policy, 'category-unknown');
  if (!purpose.categories.includes(question.category)) return because(purpose, 'category-not-for-purpose');
  return undefined;
}

function theChannelIsDeclaredForThePurpose({ policy, question, purpose }: Inquiry) {
  if (question.channel === undefined) return undefined;
  if (!policy.byName.channels.has(question.channel)) return undeclared(policy, 'channel-unknown');
  if (!purpose.channels?.includes(question.channel)) return because(purpose, 'channel-not-for-purpose');
  return undefined;
}

function theTopicIsDeclaredForThePurpose({ policy, question, purpose }: Inquiry) {
  if (question.topic === undefined) return undefined;
  const topic = policy.byName.topics.get(question.topic);
  if (topic === undefined) return undeclared(policy, 'topic-unknown');
  if (topic.purpose !== purpose.name) return because(topic, 'topic-not-for-purpose');
  return undefined;
}

function everythingNeededIsNamed({ question, purpose }: Inquiry) {
  const absent = purpose.needs?.find((need) => question[need] === undefined);
  if (absent !== undefined) return because(purpose, `${absent}-not-named`);
  if (purpose.needs?.includes('ground') !== true) return undefined;
  const { reference = '', provision = '' } = question.ground ?? {};
  if (reference.trim() === '') return because(purpose, 'ground-not-named');
  // Art. 6(3): a legal duty is laid down in a law, and somebody can say in which.
  return purpose.basis === 'legal-obligation' && provision.trim() === ''
    ? because(purpose, 'provision-not-named')
    : undefined;
}

export function thePersonBelongsToAnAudience({ policy, facts }: Inquiry) {
  if (facts.audience !== undefined && policy.byName.audiences.has(facts.audience)) return undefined;
  return because(policy.controller, 'outside-every-audience');
}

function theKindOfPersonIsDeclared({ policy, facts }: Inquiry) {
  if (facts.subjectKind === undefined || policy.byName.subjectKinds.has(facts.subjectKind)) return undefined;
  return undeclared(policy, 'subject-kind-unknown');
}

/** Art. 28(3)(a): what is held for a customer of ours is processed on that customer's instructions, not on this policy. */
function theDataIsOurs({ policy, facts }: Inquiry) {
  return facts.role !== undefined && facts.role !== 'controller'
    ? because(elementOf(policy, 'role.processor'), 'held-for-another-controller')
    : undefined;
}

export function undeclared(policy: Inquiry['policy'], reason: string) {
  return because(elementOf(policy, 'conduct.deny-by-default'), reason);
}
