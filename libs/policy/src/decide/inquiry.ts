import { civilDateAt, instantOf } from '../calendar/civil-date.js';
import type { Because, BasisKind, CivilDate, Element, Purpose } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { elementOf } from '../model/because.js';
import type { KnownFacts, Question } from './question.js';

/** A question with its facts, looked up once and handed from rule to rule. */
export interface Inquiry {
  readonly policy: Policy;
  /** Every version there is; consents were given under some of them. */
  readonly versions: readonly Policy[];
  readonly question: Question;
  readonly facts: KnownFacts;
  readonly purpose: Purpose;
  readonly at: number;
  readonly on: CivilDate;
  readonly now: number;
  /** Old questions are answered with what was true then; the rest with everything known, whatever a clock says. */
  readonly aboutThePast: boolean;
}

/** Why not, or nothing. */
export type Rule = (inquiry: Inquiry) => Because | undefined;

export function inquiryOf(
  policy: Policy,
  question: Question,
  facts: KnownFacts,
  purpose: Purpose,
  versions: readonly Policy[],
): Inquiry | undefined {
  const at = instantOf(question.at);
  const now = instantOf(facts.now);
  if (Number.isNaN(at) || Number.isNaN(now)) return undefined;
  const aboutThePast = at < now - policy.maxStalenessMs;
  return { policy, versions, question, facts, purpose, at, on: civilDateAt(at), now, aboutThePast };
}

/** A fact that binds us counts from its start, and at once when the question is about the present. */
export function binds(inquiry: Inquiry, since: string): boolean {
  return !inquiry.aboutThePast || !(instantOf(since) > inquiry.at);
}

export function basisElement(policy: Policy, basis: BasisKind): Element {
  return elementOf(policy, `basis.${basis}`);
}

export function firstDenial(rules: readonly Rule[], inquiry: Inquiry): Because | undefined {
  for (const rule of rules) {
    const denial = rule(inquiry);
    if (denial !== undefined) return denial;
  }
  return undefined;
}
