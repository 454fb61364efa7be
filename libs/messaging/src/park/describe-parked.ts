import { createHash } from 'node:crypto';
import { type CloudEvent, LANE_NAME, readJson } from '#contracts';
import type { ParkedMessage, ToPark } from './parked-message.js';

/** The clear part. What a sender wrote is taken over only where it has the form of a type or a field: an event's id may
 * hold a customer's number. */
export function describeParked(item: ToPark, at: Date): ParkedMessage {
  const { queue, reason, field, type, publisher, attempts, content, error } = item;
  const typeSeen = type !== undefined && TYPE.test(type) ? type : undefined;
  return {
    _id: messageId(queue, content),
    queue,
    reason,
    ...(field !== undefined && FIELD.test(field) && { field }),
    ...(typeSeen !== undefined && { type: typeSeen }),
    ...(publisher !== undefined && { publisher }),
    attempts,
    ...(item.unread !== true && placeInLane(content, publisher)),
    fingerprint: digest(queue, reason, field ?? '', typeSeen ?? '', ...placeOf(error)).slice(0, 12),
    state: 'parked',
    firstAt: at,
    at,
    history: [{ at, what: 'parked', reason }],
  };
}

/** The same for the same bytes in the same queue. */
export const messageId = (queue: string, content: Buffer): string => digest(queue, content);

const TYPE = /^[a-z][a-z-]{0,49}\.[a-z][a-z-]{0,49}\.v\d{1,3}$/;
const FIELD = /^(\/[A-Za-z0-9_-]{1,60}){1,12}$/;

/**
 * One of our own instances made the lane's name, after its service; whoever else writes one there counts for nothing.
 * What may not be read is not read here either.
 */
function placeInLane(content: Buffer, publisher: string | undefined): Pick<ParkedMessage, 'lane' | 'n'> {
  const read = readJson(content);
  if (!read.ok) return {};
  const { lane, lanesequence: n } = (read.value ?? {}) as Partial<CloudEvent>;
  const own = typeof lane === 'string' && LANE_NAME.test(lane) && lane.startsWith(`${publisher}/`);
  return own && Number.isSafeInteger(n) ? { lane, n: n! } : {};
}

/** Kind of the error and where it was thrown; its words differ from message to message and are personal. */
function placeOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 3).map((frame) => frame.replace(/\?[^:)]*/, '').trim())];
}

function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 40);
}
