import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { CloudEvent } from './cloud-event.js';
import { consentContracts } from './consent.events.js';
import { laneContracts } from './lane.events.js';
import { marketingContracts } from './marketing.events.js';
import { participantContracts } from './participant.commands.js';
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

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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
  const before = countFields(raw['data']);
  const data = plainToInstance(contract.dataClass, raw['data']);
  dropNulls(data);
  const errors = validateSync(data, { whitelist: true, forbidUnknownValues: true, stopAtFirstError: true });
  const first = errors[0];
  if (first !== undefined) {
    const [field, detail] = locate(first, '/data');
    return problem('invalid', field, detail);
  }
  return { ok: true, event: envelope(raw, data), dropped: before - countFields(data) };
}

function envelope(raw: Record<string, unknown>, data: object): CloudEvent {
  return {
    specversion: '1.0',
    id: raw['id'] as string,
    source: raw['source'] as string,
    type: raw['type'] as string,
    time: raw['time'] as string,
    datacontenttype: 'application/json',
    ...(typeof raw['traceparent'] === 'string' && { traceparent: raw['traceparent'] }),
    ...(raw['lane'] !== undefined && { lane: raw['lane'] as string }),
    ...(raw['lanesequence'] !== undefined && { lanesequence: raw['lanesequence'] as number }),
    data,
  };
}

/** Many languages write null for what they leave out; the validator takes it for that, a handler would not. */
function dropNulls(value: object): void {
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) delete (value as Record<string, unknown>)[key];
    else if (typeof inner === 'object') dropNulls(inner as object);
  }
}

function countFields(value: object): number {
  let fields = 0;
  for (const inner of Object.values(value)) {
    if (inner === undefined || inner === null) continue;
    fields += 1;
    if (typeof inner === 'object' && inner !== null) fields += countFields(inner as object);
  }
  return fields;
}

/** The JSON pointer and the words of the innermost first error. */
export function locate(error: ValidationError, parent: string): readonly [field: string, detail: string] {
  const field = `${parent}/${error.property}`;
  const inner = error.children?.[0];
  if (inner !== undefined) return locate(inner, field);
  const detail = Object.values(error.constraints ?? {})[0] ?? 'is not valid';
  return [field, detail.startsWith(`${error.property} `) ? detail.slice(error.property.length + 1) : detail];
}
