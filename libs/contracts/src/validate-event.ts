import { type CloudEvent, partsOfTraceparent } from './cloud-event.js';
import { consentContracts } from './consent.events.js';
import { judgeData } from './judge-data.js';
import { laneContracts } from './lane.events.js';
import { marketingContracts } from './marketing.events.js';
import { participantContracts } from './participant.commands.js';
import { policyContracts } from './policy.events.js';
import { isRecord } from './read-well-formed.js';
import { factOf, type Contract } from './registry.js';
import { rememberRules } from './remember-rules.js';
import { retentionContracts } from './retention.events.js';
import { storeContracts } from './store.events.js';
import { subjectRequestContracts } from './subject-requests.events.js';
import { suppressionContracts } from './suppression.events.js';

export const contracts: readonly Contract[] = [
  ...storeContracts,
  ...marketingContracts,
  ...consentContracts,
  ...policyContracts,
  ...suppressionContracts,
  ...retentionContracts,
  ...subjectRequestContracts,
  ...participantContracts,
  ...laneContracts,
];

rememberRules();

const byType = new Map(contracts.map((contract) => [contract.type, contract]));
const knownFacts = new Set(contracts.map(({ type }) => factOf(type)));

export const contractOf = (type: string): Contract | undefined => byType.get(type);

export type EventDefect = 'malformed' | 'unknown-type' | 'unknown-version' | 'invalid';

/** `field` is a JSON pointer into the event; `detail` never repeats a value. */
export interface EventProblem {
  readonly ok: false;
  readonly reason: EventDefect;
  readonly field?: string;
  readonly detail: string;
}

export interface ValidEvent {
  readonly ok: true;
  readonly event: CloudEvent;
  /** How many unknown fields of `data` were left out. */
  readonly dropped: number;
}

const problem = (reason: EventDefect, field: string, detail: string): EventProblem => ({
  ok: false,
  reason,
  field,
  detail,
});

const attributes: readonly (readonly [string, RegExp, string])[] = [
  ['id', /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/, 'must be an id of 1 to 200 letters, digits or . _ : / -'],
  ['source', /^\/[a-z][a-z0-9-]{1,39}$/, 'must be the publisher, such as /web-store'],
  [
    'time',
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
    'must be an instant with its offset',
  ],
  ['type', /^[a-z][a-z-]*\.[a-z][a-z-]*\.v\d+$/, 'must be a type such as order.placed.v1'],
];

/** The envelope and the data of one event, from untrusted JSON. Never throws. */
export function validateEvent(raw: unknown): ValidEvent | EventProblem {
  if (!isRecord(raw)) return problem('malformed', '', 'must be a CloudEvent, a JSON object');
  if (raw['specversion'] !== '1.0') return problem('malformed', '/specversion', 'must be "1.0"');
  for (const [name, pattern, detail] of attributes) {
    const value = raw[name];
    if (typeof value !== 'string' || !pattern.test(value)) return problem('malformed', `/${name}`, detail);
  }
  if (Number.isNaN(Date.parse(raw['time'] as string)))
    return problem('malformed', '/time', 'must be a date that exists');
  const type = raw['type'] as string;
  const contract = contractOf(type);
  if (contract === undefined) {
    return knownFacts.has(factOf(type))
      ? problem('unknown-version', '/type', 'is a version of this event that is not known here')
      : problem('unknown-type', '/type', 'is a type that is not known here');
  }
  const lane = raw['lane'];
  const lanesequence = raw['lanesequence'];
  if (lane !== undefined && typeof lane !== 'string')
    return problem('malformed', '/lane', 'must be a string');
  if (lanesequence !== undefined && !Number.isSafeInteger(lanesequence)) {
    return problem('malformed', '/lanesequence', 'must be a whole number');
  }
  if (!isRecord(raw['data'])) return problem('invalid', '/data', 'must be an object');
  const judged = judgeData(contract.dataClass, raw['data']);
  return 'data' in judged
    ? { ok: true, event: envelope(raw, judged.data), dropped: judged.dropped }
    : problem('invalid', judged.field, judged.detail);
}

function envelope(raw: Record<string, unknown>, data: object): CloudEvent {
  return {
    specversion: '1.0',
    id: raw['id'] as string,
    source: raw['source'] as string,
    type: raw['type'] as string,
    time: raw['time'] as string,
    datacontenttype: 'application/json',
    // It goes on into other events, so nothing but a traceparent may stand there.
    ...(partsOfTraceparent(raw['traceparent']) && { traceparent: raw['traceparent'] as string }),
    ...(raw['lane'] !== undefined && { lane: raw['lane'] as string }),
    ...(raw['lanesequence'] !== undefined && { lanesequence: raw['lanesequence'] as number }),
    data,
  };
}
