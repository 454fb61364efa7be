import { randomFillSync } from 'node:crypto';
import { mongo } from 'mongoose';
import { type Commitment, commitmentTo, type Json } from '#ledger';
import type { Fact } from '../facts/fact.js';
import { COST, type Pace } from './pace.js';

const SALT_LENGTH = 32;

/** Marks for finding and sending, changed in the course of work: no part of what happened. */
const MARKS: ReadonlySet<string> = new Set(['salt', 'leaf', 'seal', 'owed', 'owes', 'audit', 'open']);

/** Undefined for a fact of a version before the ledger that has not been salted yet. */
export function commitmentOf(fact: Fact): Commitment | undefined {
  return fact.salt === undefined ? undefined : commitmentTo(recordOf(fact), saltOf(fact.salt));
}

/** The commitment a fact was appended with, until a seal holds it. */
export const storedCommitment = ({ leaf }: Pick<Fact, 'leaf'>): Commitment | undefined =>
  leaf === undefined ? undefined : Buffer.from(saltOf(leaf)).toString('base64url');

/** One for each fact, in their order; undefined for one that nobody can store either. */
export async function commitmentsTo(
  facts: readonly Fact[],
  pace: Pick<Pace, 'spend'>,
): Promise<readonly (Commitment | undefined)[]> {
  const commitments: (Commitment | undefined)[] = [];
  for (const fact of facts) {
    commitments.push(commitmentOrNone(fact));
    await pace.spend(COST.commit);
  }
  return commitments;
}

function commitmentOrNone(fact: Fact): Commitment | undefined {
  try {
    return commitmentOf(fact);
  } catch {
    return undefined;
  }
}

/** The fact as JSON, without its marks. */
export function recordOf(fact: Fact): { readonly [key: string]: Json } {
  const record: Record<string, Json> = {};
  for (const [key, value] of Object.entries(fact))
    if (!MARKS.has(key) && value !== undefined) put(record, key, jsonOf(value));
  return record;
}

/** A plain object is a little faster than one without a prototype, but knows one name that means something else. */
function put(record: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true });
  else record[key] = value;
}

export const newSalts = (count: number): readonly mongo.Binary[] => {
  const bytes = randomFillSync(Buffer.allocUnsafe(count * SALT_LENGTH));
  return Array.from(
    { length: count },
    (_, index) => new mongo.Binary(bytes.subarray(index * SALT_LENGTH, (index + 1) * SALT_LENGTH)),
  );
};

/** Each with a salt: its own, where it has one. */
export function salted<F extends Fact>(facts: readonly F[]): readonly F[] {
  const salts = newSalts(facts.filter(({ salt }) => salt === undefined).length);
  let next = 0;
  return facts.map((fact) => (fact.salt === undefined ? { ...fact, salt: salts[next++]! } : fact));
}

/** A Binary, or plain bytes where `promoteBuffers` is set. */
export const saltOf = (salt: mongo.Binary | Uint8Array): Uint8Array =>
  salt instanceof Uint8Array ? salt : salt.buffer.subarray(0, salt.position);

function jsonOf(value: unknown): Json {
  // As the database gives it back: half a surrogate pair is replaced, nothing in a list is null.
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof mongo.Binary || value instanceof Uint8Array)
    return { $binary: Buffer.from(saltOf(value)).toString('base64url') };
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && !('_bsontype' in value)) {
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(fields.map(([key, inner]) => [key, jsonOf(inner)]));
  }
  return { $other: JSON.stringify(value) ?? typeof value };
}
