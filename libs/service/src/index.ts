import 'reflect-metadata';

export { Allow, Principal, Public, SourceAt } from './access/principal.js';
export type { Role } from './access/principal.js';
export type { LinkReader } from './access/link-reader.js';
export { Concerns } from './audit/concerned-parties.js';
export type { Concerning } from './audit/concerned-parties.js';
export { actedAt, datesOf, pinnedClock } from './clock/clock.js';
export type { Clock } from './clock/clock.js';
export { KnownUpTo } from './clock/known-up-to.js';
export type { Environment, ServiceConfig } from './config/read-config.js';
export type { Diagnosis } from './diagnosis/diagnosis.js';
export {
  backupRights,
  restoreRights,
  serviceRights,
  type DatabaseNames,
} from './database/database-rights.js';
export { collectionsOf, indexesOf, type ServiceDatabase } from './database/service-database.js';
export { serviceFacts } from './database/service-facts.js';
export { setUpDatabase } from './database/set-up-database.js';
export { Answer } from './http/answer.js';
export { pagePolicy } from './http/secure-headers.js';
export type { LedgerJob } from './ledger/ledger-job.js';
export { answerOnce, requestHashOf } from './idempotency/answer-once.js';
export { languageFor } from './http/language-for.js';
export { IdempotencyKey } from './idempotency/idempotency-key.decorator.js';
export type { OnceOnly } from './idempotency/idempotency-key.decorator.js';
export type { KeyInUse, KeysAnswer } from './keys/keys.controller.js';
export type { LanesPage } from './lanes/lane-facts.js';
export { watchEventLoop } from './lifecycle/watch-event-loop.js';
export { RepeatedJob } from './lifecycle/repeated-job.js';
export { describeError } from './log/service-log.js';
export type { ServiceLog } from './log/service-log.js';
export { Answers } from './openapi/describe-service.js';
export { setAsideStray } from './participant/set-aside-stray.js';
export type { NoticeShelf } from './policies/notice-shelf.js';
export { readShape } from './problem/body-shape.pipe.js';
export type { Read } from './problem/body-shape.pipe.js';
export { DomainProblem, invalidField, problem, unavailable } from './problem/problem.js';
export type { FieldError, Problem } from './problem/problem.js';
export { NotComputable } from './not-computable/not-computable.js';
export { classOf, computeEach, type ComputedEach, type Failed } from './not-computable/compute-each.js';
export { measuredGauge } from './metrics/measured-gauge.js';
export { isSignedBy, sha256 } from './policies/officers.js';
export { FollowPoliciesHandler } from './policies/follow-policies.handler.js';
export type { PolicyBook } from './policies/policy-book.js';
export { factIdOf, policyIn, type PublishedPolicyFact } from './policies/published-policy.js';
export { MOST_PARTIES, proposedPolicy, SimulationRequest } from './policies/simulation-request.js';
export type { SimulationAnswer } from './policies/simulation-request.js';
export { runService } from './run-service.js';
export { startService } from './start-service.js';
export type { RunningService } from './start-service.js';
export { moduleOf } from './own.module.js';
export { atBroker, type ServiceDescription } from './service-description.js';
export * from './tokens.js';
export { restoreService, type Restored } from './restore/restore-service.js';
export { loadPolicies } from './policies/load-policies.js';
