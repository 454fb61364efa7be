export { addPeriod } from './calendar/add-period.js';
export { addDays, civilDateOf } from './calendar/civil-date.js';
export {
  type DeadlineOptions,
  type RequestDeadline,
  type Suspension,
  requestDeadline,
} from './deadlines/request-deadline.js';
export { decide } from './decide/decide.js';
export type {
  ConsentFact,
  ContractFact,
  Decision,
  ExistingCustomer,
  KnownFacts,
  ObjectionFact,
  ProhibitionFact,
  Question,
  RestrictionFact,
  Scope,
  WorkRole,
} from './decide/question.js';
export { marketingScopesStopping } from './decide/scopes.js';
export { type SendFacts, type SendQuestion, sendCheck } from './decide/send-check.js';
export { parsePolicy, policyProblems } from './model/parse-policy.js';
export { policyAt } from './model/policy-at.js';
export { PolicyProblem } from './model/policy-problem.js';
export type * from './model/elements.js';
export type { Policy, PolicyDocument } from './model/policy.js';
export { type Statement, parseStatements, statementGaps } from './model/statements.js';
export { clocksOf } from './retention/clocks.js';
export { erasureVerdict } from './retention/erasure-verdict.js';
export type {
  ClockContext,
  FieldClock,
  FieldVerdict,
  PlacedHold,
  RecordKind,
  RetainedRecord,
} from './retention/record.js';
export { type Activity, type Relationship, relationshipOf } from './retention/relationship.js';
