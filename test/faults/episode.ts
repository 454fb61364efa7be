import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#testing';
import { faultsOf } from './break/faults.js';
import { type Field, startAll } from './break/field.js';
import { type CheckedWith, findViolations } from './check/find-violations.js';
import { trueFacts } from './check/true-facts.js';
import { SendWatch } from './check/watch-sends.js';
import { Acts } from './load/act.js';
import { Desk } from './load/desk.js';
import { peopleOf } from './load/people.js';
import type { Person } from './load/person.js';
import type { Store } from './load/store.js';
import { Random } from './random.js';

export type Setting = Field & CheckedWith;

export interface Episode {
  readonly seed: number;
  readonly people: readonly Person[];
  readonly faults: readonly { readonly name: string; readonly chose: string; readonly at: string }[];
  readonly violations: readonly string[];
  readonly writes: number;
  readonly tries: number;
  readonly sendsAsked: number;
  readonly sendsAllowed: number;
  readonly seconds: number;
}

const LOAD_MS = 4000;
const SETTLED_WITHIN_MS = 45_000;

/** One seeded run: load, faults in the middle of it, and then whether everything is as the true history says. */
export async function runEpisode(seed: number, setting: Setting): Promise<Episode> {
  // A run that broke off may have left some of them dead.
  await startAll(setting);
  const begun = performance.now();
  const random = new Random(seed);
  const people = peopleOf(seed, random);
  const desk = new Desk(setting.world);
  const watch = new SendWatch(setting.world, people);
  const failures: string[] = [];
  const noting = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) =>
      failures.push(`failed: ${error instanceof Error ? error.message : String(error)}`),
    );
  const faults = breaking(seed, random, setting);
  await Promise.all(
    people.map(async (person) => {
      const told = tell(person, setting.store, random);
      const acts = new Acts(desk, person, new Random(random.between(0, 2 ** 31)), told);
      await Promise.all([told, noting(acts.carryOut())]);
    }),
  );
  const broken = await faults.catch((error: unknown) => {
    throw new Error('a fault could not be mended', { cause: error });
  });
  const settled = await settle(people, setting);
  const again = settled.length > 0 ? [] : [...(await repeatEverything(people, desk, setting, random))];
  await watch.stop();
  const denied = (person: Person): boolean =>
    setting.expected.sendCheck(person, trueFacts(person, setting.keys)).startsWith('denied');
  return {
    seed,
    people,
    faults: broken,
    violations: [...failures, ...settled, ...again, ...watch.violations(denied)],
    writes: desk.accepted,
    tries: desk.tried,
    sendsAsked: watch.asked,
    sendsAllowed: watch.allowed,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
  };
}

function breaking(seed: number, random: Random, field: Field): Promise<Episode['faults']> {
  return Promise.all(
    faultsOf(seed, random).map(async ({ name, make }) => {
      const own = new Random(random.between(0, 2 ** 31));
      await pause(own.between(300, 2500));
      const at = new Date().toISOString();
      return { name, chose: await make(field, own), at };
    }),
  );
}

/** In any order, some of it twice. */
async function tell({ events }: Person, store: Store, random: Random): Promise<void> {
  const twice = events.filter(() => random.chance(0.2));
  const moments = [...events, ...twice].map((event) => [event, random.between(0, LOAD_MS)] as const);
  await Promise.all(
    moments.map(async ([event, after]) => {
      await pause(after);
      await store.tell(event);
    }),
  );
}

/** What is still not as it must be when there has been time enough. */
async function settle(people: readonly Person[], setting: Setting): Promise<readonly string[]> {
  let last: readonly string[] = [];
  const look = async (): Promise<boolean> => {
    last = await findViolations(people, setting).catch((error: unknown) => [`failed: ${String(error)}`]);
    return last.length === 0;
  };
  await eventually(look, { within: SETTLED_WITHIN_MS, every: 300 }).catch(() => undefined);
  return last;
}

/** Everything is told and asked once more: no answer is another one, and nothing changes. */
async function repeatEverything(
  people: readonly Person[],
  desk: Desk,
  setting: Setting,
  random: Random,
): Promise<readonly string[]> {
  const told = random
    .shuffled(people.flatMap(({ events }) => events))
    .map((event) => setting.store.tell(event));
  const answers = people.flatMap(({ answered }) =>
    answered.map(async ({ service, path, body, key, answer }) => {
      const reply = await desk.ask<object>(service, path, body, key);
      const same = JSON.stringify(reply?.body) === JSON.stringify(answer);
      return same ? [] : [`doubled: ${service} ${path} under ${key} answered otherwise the second time`];
    }),
  );
  const doubled = (await Promise.all(answers)).flat();
  await Promise.all(told);
  await pause(300);
  return [...doubled, ...(await settle(people, setting))];
}
