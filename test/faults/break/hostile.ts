import { setTimeout as pause } from 'node:timers/promises';
import { aContactLogged, aCustomerRegistered, eventually } from '#testing';
import { queuesOf } from '../../harness/books.js';
import type { Random } from '../random.js';
import { type Fault, type Field, startAll } from './field.js';

/** Whose intake takes a customer's registration. */
const READERS = ['consent', 'marketing-suppression', 'retention'] as const;
/** Why it is parked. */
const KILLED = 'killed-the-process';
const PARKED_WITHIN_MS = 150_000;
const FLOOD = 200_000;
const AT_ONCE = 2000;
const LEFT = 200;
const DRAINED_WITHIN_MS = 300_000;
const OPT_OUT_WITHIN_MS = 20_000;

/** What one publisher can do to a service; each is made in every fifth run, with what else fits. */
export const HOSTILE: readonly Fault[] = [
  {
    name: 'a message kills whoever reads it',
    areas: ['services'],
    make: (field, random) => poison(field, random, 'poison-that-kills'),
  },
  {
    name: 'a message holds for ever whoever reads it',
    areas: ['services'],
    make: (field, random) => poison(field, random, 'poison-that-blocks'),
  },
  { name: 'a publisher floods', areas: [], make: flood },
];

/** Each service that died is started again, as by whatever keeps it running, until each has parked the message. */
async function poison(field: Field, random: Random, word: string): Promise<string> {
  const { books, store } = field;
  const customer = `${word}-${random.between(0, 2 ** 31)}`;
  const parked = (): Promise<readonly number[]> =>
    Promise.all(READERS.map((reader) => books.count(reader, { reason: KILLED }, 'parked')));
  const before = await parked();
  await store.tell(aCustomerRegistered({ customer, registeredAt: new Date().toISOString() }));
  await eventually(
    async () => {
      await startAll(field).catch(() => undefined);
      const now = await parked().catch(() => before);
      return now.every((count, index) => count === before[index]! + 1);
    },
    { within: PARKED_WITHIN_MS, every: 200 },
  );
  await startAll(field);
  return `parked at ${READERS.join(', ')}`;
}

/** All of it is good: meanwhile opt-outs are taken in, and the marketing service hears of each in time. */
async function flood(field: Field, random: Random): Promise<string> {
  const run = `flood-${random.between(0, 2 ** 31)}`;
  const loggedAt = new Date().toISOString();
  let told = 0;
  const publish = async (): Promise<void> => {
    for (let number = told++; number < FLOOD; number = told++) {
      const customer = `${run}-${number % 1000}`;
      await field.store.tell(aContactLogged({ customer, contact: `${run}-${number}`, loggedAt }));
    }
  };
  const over = new AbortController();
  const optOuts = optOutsUntil(over.signal, run, field);
  // Who waits for it comes later.
  optOuts.catch(() => undefined);
  await Promise.all(Array.from({ length: AT_ONCE }, publish));
  over.abort();
  const took = await optOuts;
  // What a crash beside it made slow is taken in all the same, and none of it is left to the next run.
  await eventually(async () => (await queuesOf(field.world)).get('retention.intake')! < LEFT, {
    within: DRAINED_WITHIN_MS,
    every: 1000,
  });
  return `${FLOOD} events; ${took.length} opt-outs, the slowest heard of after ${Math.max(...took)} ms`;
}

/** One a second; for each, after how many milliseconds the marketing service had heard of it. */
async function optOutsUntil(
  over: AbortSignal,
  run: string,
  { world, marketing }: Field,
): Promise<readonly number[]> {
  const took: number[] = [];
  for (; !over.aborted; await pause(1000)) {
    const key = `${run}-opt-out-${took.length}`;
    const address = { kind: 'email', value: `${key}@example.fi` };
    const body = { address, scope: { kind: 'all-marketing' }, method: 'phone' };
    const asked = performance.now();
    let id: string | undefined;
    const heard = async (): Promise<boolean> => {
      id ??= await world
        .call<{ suppression?: string }>('marketing-suppression', 'POST', '/v1/prohibitions', { body, key })
        .then((reply) => reply.body.suppression)
        .catch(() => undefined);
      return id !== undefined && marketing.heard.has(id);
    };
    await eventually(heard, { within: OPT_OUT_WITHIN_MS, every: 100 });
    took.push(Math.round(performance.now() - asked));
  }
  return took;
}
