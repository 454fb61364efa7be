export {
  type Acceptance,
  acceptedContent,
  type Officer,
  parseAcceptances,
  parseOfficers,
  signedText,
} from './acceptance/acceptance.js';
export { type JudgedFindings, openFindings } from './acceptance/open-findings.js';
export { addPeriod } from './calendar/add-period.js';
export { addDays, civilDateOf, dayNumberOf, instantOf, isCivilDate } from './calendar/civil-date.js';
export { type RequestDeadline, requestDeadline } from './deadlines/request-deadline.js';
export { decide } from './decide/decide.js';
export type {
  ConsentFact,
  ContractFact,
  Decision,
  ExistingCustomer,
  KnownFacts,
  ProhibitionFact,
  Question,
  Scope,
  WorkRole,
} from './decide/question.js';
export { scopeOf } from './decide/scope-of.js';
export { type SendQuestion, sendCheck } from './decide/send-check.js';
export { consentsToAskAgain, type ConsentToAskAgain } from './diff/consents-to-ask-again.js';
export { diffPolicies } from './diff/diff-policies.js';
export type { PolicyChange } from './diff/policy-change.js';
export type { Finding } from './lint/finding.js';
export { judgedOn, lintFile } from './lint/lint-file.js';
export type { Act as PersonAct, Told as ToldOfPerson } from './fold/acts.js';
export { type AddressChecked, checkAddress } from './fold/check-address.js';
export { channelsIn, type ChannelsOf, foldConsents } from './fold/consents.js';
export { decideForPerson, type Moment } from './fold/decide-for-person.js';
export { foldPerson, type Person } from './fold/fold-person.js';
export type { Holder } from './fold/several-people.js';
export { isAt, isCurrent, type Stay, staysOf } from './fold/stays.js';
export { withdrawnAt } from './fold/withdrawn-at.js';
export { lintRules } from './lint/lint-rules.js';
export { transferOf } from './decide/transfer.js';
export { parsePolicy, policyProblems } from './model/parse-policy.js';
export { policyAt } from './model/policy-at.js';
export type * from './model/elements.js';
export { languages } from './model/elements.js';
export type { Policy } from './model/policy.js';
export { requiredElements } from './model/required-elements.js';
export { parseStatements, statementGaps } from './model/statements.js';
export {
  judgePublication,
  readVersion,
  type Refusal,
  type SoundVersion,
} from './publish/judge-publication.js';
export { contentOfVersion, type PolicyFileText, publicationText } from './publish/publication.js';
export { actAsBelieved } from './plausibility/act-as-believed.decision.js';
export {
  asBelieved,
  type BelievedDates,
  type Doubted,
  type Taken,
} from './plausibility/as-believed.decision.js';
export { EARLIEST_ACT, isPlausible, type PlausibleDates } from './plausibility/is-plausible.js';
export { clocksOf } from './retention/clocks.js';
export { erasureVerdict } from './retention/erasure-verdict.js';
export { type RuleDue, dueByRule } from './retention/due-by-rule.js';
export {
  type ClockContext,
  type FieldClock,
  type FieldVerdict,
  recordKinds,
  type RetainedRecord,
} from './retention/record.js';
export { type Activity, type Relationship, relationshipOf } from './retention/relationship.js';
export { escapeHtml } from './render/escape-html.js';
export { noticeTexts } from './render/notice-texts.js';
export {
  type NoticeForm,
  type NoticeLayer,
  renderNotice,
  type TextsByLanguage,
} from './render/render-notice.js';
export { mergedSimulations, type SimulatedParty, type Simulation, Simulator } from './simulate/simulation.js';
export type { Tally } from './simulate/tally.js';
