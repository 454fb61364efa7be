/** ServiceConfig */
export const CONFIG = Symbol('CONFIG');
/** Clock */
export const CLOCK = Symbol('CLOCK');
/** ServiceLog, a pino logger */
export const LOG = Symbol('LOG');
/** Tracing: where spans go, if anywhere */
export const TRACING = Symbol('TRACING');
/** prom-client Registry */
export const METRICS = Symbol('METRICS');
/** Policy[], the oldest first; `policyAt(policies, day)` picks one */
export const POLICIES = Symbol('POLICIES');
/** PolicyBook: the same versions, with what was published since the start */
export const POLICY_BOOK = Symbol('POLICY_BOOK');
/** NoticeShelf */
export const NOTICE_SHELF = Symbol('NOTICE_SHELF');
/** PolicyWatch */
export const POLICY_WATCH = Symbol('POLICY_WATCH');
/** Officer[]: who may sign */
export const OFFICERS = Symbol('OFFICERS');
/** ServiceDatabase: what the service declares of its databases */
export const DATABASE = Symbol('DATABASE');
/** mongoose Connection of the service's own database */
export const CONNECTION = Symbol('CONNECTION');
/** mongoose Connection of the database of the data keys */
export const KEYS_CONNECTION = Symbol('KEYS_CONNECTION');
/** HashKeys */
export const HASH_KEYS = Symbol('HASH_KEYS');
/** MasterKey: a file, or a KMS behind the same port */
export const MASTER_KEY = Symbol('MASTER_KEY');
/** WrappedKeys */
export const WRAPPED_KEYS = Symbol('WRAPPED_KEYS');
/** MongoKeys */
export const KEYS = Symbol('KEYS');
/** Sealer */
export const SEALER = Symbol('SEALER');
/** LedgerKey */
export const LEDGER_KEY = Symbol('LEDGER_KEY');
/** LedgerStore */
export const LEDGER_STORE = Symbol('LEDGER_STORE');
/** LedgerJob */
export const LEDGER = Symbol('LEDGER');
/** Participants: who answers commands */
export const PARTICIPANTS = Symbol('PARTICIPANTS');
/** BrokerConnection */
export const BROKER = Symbol('BROKER');
/** Publisher */
export const PUBLISHER = Symbol('PUBLISHER');
/** Journal: what became durable, outside MongoDB */
export const JOURNAL = Symbol('JOURNAL');
/** ErasureLedger */
export const ERASURES = Symbol('ERASURES');
/** OwedEvents */
export const OWED = Symbol('OWED');
/** LaneClock */
export const LANES = Symbol('LANES');
/** FollowedLanes */
export const FOLLOWED_LANES = Symbol('FOLLOWED_LANES');
/** Parking */
export const PARKING = Symbol('PARKING');
/** FactOutbox over `parked`: what is parked, as far as it owes its place in the journal */
export const PARKED = Symbol('PARKED');
/** SelosteRmqServer: the transport the message handlers hang on */
export const CONSUMERS = Symbol('CONSUMERS');
/** FactCollection `facts` */
export const FACTS = Symbol('FACTS');
/** AuditJournal: tells the journal of audit records */
export const AUDIT_JOURNAL = Symbol('AUDIT_JOURNAL');
/** AuditTrail: who asked and did what */
export const AUDIT_TRAIL = Symbol('AUDIT_TRAIL');
export const ACTS_IN_FACTS = Symbol('ACTS_IN_FACTS');
/** FactLog: the one way every fact of this service is written */
export const FACT_LOG = Symbol('FACT_LOG');
