import { type Fact, type FactLog, type HashKeys, isFailed } from '#storage';
import { Answer } from '../http/answer.js';
import { problem } from '../problem/problem.js';
import type { OnceOnly } from './idempotency-key.decorator.js';

/** Keyed, because a plain hash of a body with an address in it could be guessed; the order of keys does not count. */
export const requestHashOf = (keys: HashKeys, body: unknown): string => keys.requestHash(canonical(body));

/**
 * Writes the fact of a request and answers from the fact: 201 the first time, 200 with the same answer for a repeat,
 * 422 where the key was used for another request. `fact.requestHash` must be set (`requestHashOf`).
 */
export async function answerOnce<F extends Fact, A>(
  factLog: Pick<FactLog<F>, 'append'>,
  { request }: Pick<OnceOnly, 'request'>,
  fact: F & { readonly requestHash: string },
  answerOf: (fact: F) => A | Promise<A>,
): Promise<Answer<A>> {
  const appended = await factLog.append(fact, { request });
  if (isFailed(appended)) throw appended.failed;
  if (appended.outcome === 'conflict') throw keyReused();
  return new Answer(appended.outcome === 'inserted' ? 201 : 200, await answerOf(appended.fact));
}

const keyReused = (): Error =>
  problem(422, 'idempotency-key-reused', 'This Idempotency-Key was used for another request', [
    { field: 'Idempotency-Key', reason: 'must be new for each act' },
  ]);

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
        : inner,
    ) ?? ''
  );
}
