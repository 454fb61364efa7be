import { addDays, dayNumberOf } from '../calendar/civil-date.js';
import { because } from '../model/because.js';
import type { CivilDate, Topic } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { choiceRules } from './choices.js';
import { declaredRules, undeclared } from './declared.js';
import { decideOnBasis, denied } from './decide.js';
import { type Inquiry, type Rule, firstDenial, inquiryOf } from './inquiry.js';
import type { Decision, KnownFacts, Question } from './question.js';

/** A message about to be sent; the data it needs is a contact. */
export type SendQuestion = Omit<Question, 'category' | 'ground' | 'recipient'> & { readonly channel: string };

/** What suppression knows of an address. */
export type SendFacts = Pick<KnownFacts, 'prohibitions' | 'consents' | 'asOf' | 'now'> &
  Partial<Omit<KnownFacts, 'audience' | 'contracts'>> & {
    /** Dates on which the topic has gone to this address. */
    readonly sentOn?: readonly CivilDate[];
  };

const rules: readonly Rule[] = [...declaredRules, itIsAMessageThatCanBeProhibited, ...choiceRules];

/** The check before each send of marketing or research. Denied by default, and trusting types, as `decide`. */
export function sendCheck(
  policy: Policy,
  question: SendQuestion,
  facts: SendFacts,
  versions: readonly Policy[] = [policy],
): Decision {
  const purpose = policy.byName.purposes.get(question.purpose);
  if (purpose === undefined) return denied(policy, facts, undeclared(policy, 'purpose-unknown'));
  const known: KnownFacts = {
    ...facts,
    contracts: [],
    objections: facts.objections ?? [],
    restrictions: facts.restrictions ?? [],
  };
  const inquiry = inquiryOf(policy, { ...question, category: 'contact' }, known, purpose, versions);
  if (inquiry === undefined) return denied(policy, facts, undeclared(policy, 'time-not-understood'));
  const denial = firstDenial(rules, inquiry) ?? theRhythmIsKept(inquiry, facts.sentOn ?? []);
  return denial === undefined ? decideOnBasis(inquiry) : denied(policy, facts, denial);
}

/** What no prohibition can stop is not suppression's to allow. */
function itIsAMessageThatCanBeProhibited({ policy, purpose }: Inquiry) {
  return purpose.stoppedBy === undefined ? undeclared(policy, 'purpose-not-checked-here') : undefined;
}

function theRhythmIsKept({ policy, question, on }: Inquiry, sentOn: readonly CivilDate[]) {
  const topic = question.topic === undefined ? undefined : policy.byName.topics.get(question.topic);
  if (topic === undefined) return undefined;
  const keyOf = periodKey[topic.rhythm.per];
  const sent = sentOn.filter((date) => keyOf(date) === keyOf(on)).length;
  return sent < topic.rhythm.atMost ? undefined : because(topic, 'rhythm-exceeded');
}

/** What names the calendar period a date lies in; a week goes by its Monday. */
const periodKey: Readonly<Record<Topic['rhythm']['per'], (date: CivilDate) => string>> = {
  'calendar-year': (date) => date.slice(0, 4),
  'calendar-month': (date) => date.slice(0, 7),
  'calendar-week': (date) => addDays(date, -((dayNumberOf(date) + 3) % 7)),
};
