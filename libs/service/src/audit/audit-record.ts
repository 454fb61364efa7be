import { randomBytes } from 'node:crypto';
import { addPeriod, civilDateOf, type Policy } from '#policy';
import type { Fact } from '#storage';
import type { Principal } from '../access/principal.js';

/** That somebody of the company asked or did something here; whom it was about, and never what was read. */
export interface AuditRecord extends Fact {
  readonly type: 'audit';
  /** The token's `sub`, as it is. */
  readonly who: string;
  readonly role: Principal['role'];
  readonly method: string;
  /** The route's pattern. */
  readonly route: string;
  /** Our own ids from the address, where there was such a thing. */
  readonly of?: Readonly<Record<string, string>>;
  /** Party references. */
  readonly parties?: readonly string[];
  /** As in `x-request-id` and the logs. */
  readonly request: string;
  readonly status: number;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** MongoDB itself removes it then. */
  readonly until: Date;
}

/** Ids sort by time: a page of records, and a span of time, need no other index. */
export const firstIdOf = (moment: Date): string => moment.getTime().toString(16).padStart(12, '0');
const newId = (moment: Date): string => `${firstIdOf(moment)}-${randomBytes(9).toString('hex')}`;

/** The policy's element on these records. */
const OWN_RECORDS = 'compliance.audit';
/** The limitation period, where a policy does not say how long. */
const KEPT_WITHOUT_WORD = 'P3Y';

export type Act = Pick<AuditRecord, 'method' | 'route' | 'of' | 'parties' | 'request' | 'status'>;

export function auditRecord(
  { role, subject }: Principal,
  act: Act,
  moment: Date,
  policy: Policy,
): AuditRecord {
  const { period = KEPT_WITHOUT_WORD } = policy.compliance.find(({ id }) => id === OWN_RECORDS) ?? {};
  const on = civilDateOf(moment);
  return {
    _id: newId(moment),
    type: 'audit',
    who: subject,
    role,
    ...act,
    outcome: act.status < 400 ? 'done' : act.status < 500 ? 'refused' : 'failed',
    on,
    at: moment.toISOString(),
    takenAt: moment,
    until: new Date(`${addPeriod(on, period)}T00:00:00Z`),
  };
}
