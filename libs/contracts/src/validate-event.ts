import { type CloudEvent, partsOfTraceparent } from './cloud-event.js';
import { consentContracts } from './consent.events.js';
import { judgeData } from './judge-data.js';
import { laneContracts } from './lane.events.js';
import { marketingContracts } from './marketing.events.js';
import { participantContracts } from './participant.commands.js';
import { policyContracts } from './policy.events.js';
import { isRecord } from './read-well-formed.js';
import { factOf, versionOf, type Contract } from './registry.js';
import { rememberRules } from './remember-rules.js';
import { storeContracts } from './store.events.js';
import { subjectRequestContracts } from './subject-requests.events.js';
import { suppressionContracts } from './suppression.events.js';

export const contracts: readonly Contract[] = [
  ...storeContracts,
  ...marketingContracts,
  ...consentContracts,
  ...policyContracts,
  ...suppressionContracts,
  ...subjectRequestContracts,
  ...participantContracts,
  ...laneContracts,
];

rememberRules();

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

/** What every event needs beside `specversion` and `data`, each with its form and what is said when it is broken. */
export const envelopeAttributes: readonly (readonly [string, RegExp, string])[] = [
  ['id', /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/, 'must be an id of 1 to 200 letters, digits or . _ : / -'],
  ['source', /^\/[a-z][a-z0-9-]{1,39}$/, 'must be the publisher, such as /web-store'],
  [
    'time',
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
    'must be an instant with its offset',
  ],
  ['type', /^[a-z][a-z-]*\.[a-z][a-z-]*\.v\d+$/, 'must be a type such as order.placed.v1'],
];

/** Reads events by these contracts. */
export interface EventReader {
  readonly contractOf: (type: string) => Contract | undefined;
  /** The envelope and the data of one event, from untrusted JSON, in the version it was sent in. Never throws. */
  readonly validate: (raw: unknown) => ValidEvent | EventProblem;
  /** A validated event in the newest version there is of it, under the same id. Never throws. */
  readonly newest: (event: CloudEvent) => CloudEvent | EventProblem;
}

export function eventReader(known: readonly Contract[]): EventReader {
  const byType = new Map(known.map((contract) => [contract.type, contract]));
  const facts = new Set(known.map(({ type }) => factOf(type)));
  for (const { type, next } of known) {
    if (next === undefined) continue;
    const later = factOf(next.type) === factOf(type) && versionOf(next.type) > versionOf(type);
    if (!later || !byType.has(next.type)) throw new Error(`${next.type} is no later version of ${type}`);
  }
  return {
    contractOf: (type) => byType.get(type),
    validate: (raw) => validate(raw, byType, facts),
    newest: (event) => newest(event, byType),
  };
}

export const { contractOf, validate: validateEvent } = eventReader(contracts);

type Contracts = ReadonlyMap<string, Contract>;

function newest(event: CloudEvent, byType: Contracts): CloudEvent | EventProblem {
  const next = byType.get(event.type)?.next;
  const contract = next && byType.get(next.type);
  if (next === undefined || contract === undefined) return event;
  const judged = judgeData(contract.dataClass, upCast(next, event.data as object));
  return 'data' in judged
    ? newest({ ...event, type: next.type, data: judged.data }, byType)
    : problem('invalid', judged.field, judged.detail);
}

/** One that fails gives nothing, which no contract takes. */
function upCast(next: NonNullable<Contract['next']>, data: object): Record<string, unknown> {
  try {
    return { ...next.upCast(data) };
  } catch {
    return {};
  }
}

function validate(
  raw: unknown,
  byType: Contracts,
  knownFacts: ReadonlySet<string>,
): ValidEvent | EventProblem {
  if (!isRecord(raw)) return problem('malformed', '', 'must be a CloudEvent, a JSON object');
  if (raw['specversion'] !== '1.0') return problem('malformed', '/specversion', 'must be "1.0"');
  for (const [name, pattern, detail] of envelopeAttributes) {
    const value = raw[name];
    if (typeof value !== 'string' || !pattern.test(value)) return problem('malformed', `/${name}`, detail);
  }
  if (Number.isNaN(Date.parse(raw['time'] as string)))
    return problem('malformed', '/time', 'must be a date that exists');
  const type = raw['type'] as string;
  const contract = byType.get(type);
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
