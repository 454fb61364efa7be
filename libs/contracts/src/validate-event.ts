import { type CloudEvent, partsOfTraceparent } from './cloud-event.js';
import { consentContracts } from './consent.events.js';
import { isRecord } from './data-shape.js';
import { judgeData, MOST_DEFECTS, readStrictly } from './judge-data.js';
import { laneContracts } from './lane.events.js';
import { marketingContracts } from './marketing.events.js';
import { participantContracts } from './participant.commands.js';
import { policyContracts } from './policy.events.js';
import type { DataDefect } from './read-with-care.js';
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
    /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/,
    'must be an instant with its offset',
  ],
  ['type', /^[a-z][a-z-]*\.[a-z][a-z-]*\.v\d+$/, 'must be a type such as order.placed.v1'],
];

/** Reads events by these contracts. */
export interface EventReader {
  readonly contractOf: (type: string) => Contract | undefined;
  /** The envelope and the data of one event, from untrusted JSON, in the version it was sent in. Never throws. */
  readonly validate: (raw: unknown) => ValidEvent | EventProblem;
  /** The same of what a caller sends and waits for: nothing unknown in its data, or everything that is wrong with it. */
  readonly validateStrictly: (raw: unknown, most?: number) => CloudEvent | readonly DataDefect[];
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
    validateStrictly: (raw, most = MOST_DEFECTS) => validateStrictly(raw, byType, facts, most),
    newest: (event) => newest(event, byType),
  };
}

export const {
  contractOf,
  validate: validateEvent,
  validateStrictly: validateEventStrictly,
} = eventReader(contracts);

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
  if (!isRecord(raw)) return notAnEvent;
  const [wrong] = envelopeProblems(raw);
  if (wrong !== undefined) return wrong;
  const contract = contractIn(raw['type'] as string, byType, knownFacts);
  if ('ok' in contract) return contract;
  if (!isRecord(raw['data'])) return noData;
  const judged = judgeData(contract.dataClass, raw['data']);
  return 'data' in judged
    ? { ok: true, event: envelope(raw, judged.data), dropped: judged.dropped }
    : problem('invalid', judged.field, judged.detail);
}

function validateStrictly(
  raw: unknown,
  byType: Contracts,
  knownFacts: ReadonlySet<string>,
  most: number,
): CloudEvent | readonly DataDefect[] {
  if (!isRecord(raw)) return [notAnEvent].map(defectOf);
  const { type, data } = raw;
  const wrong = envelopeProblems(raw);
  const contract = typeof type === 'string' ? contractIn(type, byType, knownFacts) : undefined;
  if (contract !== undefined && 'ok' in contract && wrong.every(({ field }) => field !== '/type'))
    wrong.push(contract);
  if (!isRecord(data)) wrong.push(noData);
  const read =
    isRecord(data) && contract !== undefined && !('ok' in contract)
      ? readStrictly(contract.dataClass, data, { most, pointer: '/data' })
      : { defects: [] };
  if ('data' in read && wrong.length === 0) return envelope(raw, read.data);
  return [...wrong.map(defectOf), ...('data' in read ? [] : read.defects)].slice(0, most);
}

const notAnEvent = problem('malformed', '', 'must be a CloudEvent, a JSON object');
const noData = problem('invalid', '/data', 'must be an object');
const defectOf = ({ field = '', detail }: EventProblem): DataDefect => ({ field, detail });

function envelopeProblems(raw: Record<string, unknown>): EventProblem[] {
  const found: EventProblem[] = [];
  const wrong = (field: string, detail: string): void => void found.push(problem('malformed', field, detail));
  if (raw['specversion'] !== '1.0') wrong('/specversion', 'must be "1.0"');
  for (const [name, pattern, detail] of envelopeAttributes) {
    const value = raw[name];
    if (typeof value !== 'string' || !pattern.test(value)) wrong(`/${name}`, detail);
    else if (name === 'time' && !exists(value)) wrong('/time', 'must be a date that exists');
  }
  const { lane, lanesequence } = raw;
  if (lane !== undefined && typeof lane !== 'string') wrong('/lane', 'must be a string');
  if (lanesequence !== undefined && !Number.isSafeInteger(lanesequence))
    wrong('/lanesequence', 'must be a whole number');
  return found;
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
function exists(instant: string): boolean {
  const day = instant.slice(8, 10);
  return (
    !Number.isNaN(Date.parse(instant)) &&
    (day <= '28' || new Date(instant.slice(0, 10)).getUTCDate() === Number(day))
  );
}

function contractIn(
  type: string,
  byType: Contracts,
  knownFacts: ReadonlySet<string>,
): Contract | EventProblem {
  const contract = byType.get(type);
  if (contract !== undefined) return contract;
  return knownFacts.has(factOf(type))
    ? problem('unknown-version', '/type', 'is a version of this event that is not known here')
    : problem('unknown-type', '/type', 'is a type that is not known here');
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
