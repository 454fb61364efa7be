import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '#testing';
import {
  ADDRESSES,
  CONSENTING,
  CUSTOMERS_TOLD,
  ERASED,
  makeChoices,
  PROHIBITING,
  WITHDRAWING,
} from './harness/choices.js';
import type { Acknowledged } from './harness/desk.js';
import type { OwnServers } from './harness/dev-tools.js';
import { canonical, differences, type EndState, readEndState } from './harness/end-state.js';
import { startOwnServers } from './harness/own-servers.js';
import { askAll, packageOf } from './harness/public-answers.js';
import { type ReplayRun, startReplay } from './harness/replay-run.js';
import { type Service, SERVICES } from './harness/world.js';

const seed = process.env['FAULT_SEED'] ?? String(Date.now() % 1_000_000);
const theCustomer = (number: string) => ({ source: 'web-store', id: `customer/${number}` });
const ASKED_ABOUT = [...PROHIBITING, CONSENTING, WITHDRAWING, ERASED].map(theCustomer);

const LIMITED = { REPLAY_LIMIT: CUSTOMERS_TOLD };

let servers: OwnServers;
let run: ReplayRun | undefined;
let undisturbed: { readonly state: EndState; readonly facts: Readonly<Record<Service, number>> };

beforeAll(async () => {
  process.stdout.write(`replay-survives: FAULT_SEED=${seed}\n`);
  servers = await startOwnServers();
}, 120_000);

afterEach(async () => {
  await run?.stop();
  run = undefined;
}, 60_000);

afterAll(() => servers?.stop(), 60_000);

describe('a replay of a third of the history ends the same whatever happens on the way', () => {
  test('undisturbed', async () => {
    run = await startReplay(servers, LIMITED);
    const state = await endOf(run, await makeChoices(run));
    undisturbed = { state, facts: await factsOf(run) };
    expect(await run.books.count('retention', { mark: { $exists: true } })).toBeGreaterThan(run.told.of - 10);
  }, 180_000);

  test('each of the four services is killed on the way', async () => {
    const current = (run = await startReplay(servers, LIMITED));
    const { books, world } = current;
    const killAt = async (service: Service, share: number): Promise<number> => {
      await reached(current, service, share);
      await current.kill(service);
      const done = await progressOf(current, service);
      await world.startService(service);
      return done;
    };
    const killWhileErasing = async (): Promise<number> => {
      await eventually(() => books.count('subject-requests', { type: 'request.received' }), WAITING);
      await current.kill('subject-requests');
      const closed = await books.count('subject-requests', { type: 'request.closed' });
      await world.startService('subject-requests');
      return closed;
    };
    const choices = makeChoices(current);
    const [closed, ...shares] = await Promise.all([
      killWhileErasing(),
      killAt('consent', 0.2),
      killAt('marketing-suppression', 0.4),
      killAt('retention', 0.6),
    ]);
    expect(closed).toBe(0);
    for (const share of shares) inTheMiddle(share);
    await sameEnd(current, await choices);
  }, 240_000);

  test('told twice, in shuffled order, and the broker is killed on the way', async () => {
    const told = { ...LIMITED, REPLAY_TWICE: '1', REPLAY_SHUFFLE_SEED: seed };
    const current = (run = await startReplay(servers, told));
    const choices = makeChoices(current);
    await eventually(() => current.told.published > 0, WAITING);
    await allReached(current, 0.02);
    await servers.killBroker();
    const { done } = current.told;
    const shares = await Promise.all(INTAKE.map((service) => progressOf(current, service)));
    await servers.restartBroker();
    expect(done).toBe(false);
    for (const share of shares) inTheMiddle(share);
    await sameEnd(current, await choices);
    expect(current.told.published).toBeGreaterThan(1.9 * undisturbed.facts.retention);
  }, 240_000);

  test('mongod is killed on the way', async () => {
    const current = (run = await startReplay(servers, LIMITED));
    const choices = makeChoices(current);
    await allReached(current, 0.05);
    const shares = await Promise.all(INTAKE.map((service) => progressOf(current, service)));
    await servers.killMongo();
    // Longer than the driver itself looks for a server.
    await pause(7_000);
    await servers.restartMongo();
    for (const share of shares) inTheMiddle(share);
    const made = await choices;
    // Somebody was told to come again, and was not forgotten.
    expect(made.repeated).toBeGreaterThan(0);
    await sameEnd(current, made);
  }, 240_000);
});

const WAITING = { within: 60_000, every: 5 };
const INTAKE = ['consent', 'marketing-suppression', 'retention'] as const;

const inTheMiddle = (share: number): void => {
  expect(share).toBeGreaterThan(0.01);
  expect(share).toBeLessThan(0.97);
};

/** The share of its facts, as many as an undisturbed run ends with, that a service has. */
async function progressOf({ books }: ReplayRun, service: Service): Promise<number> {
  return (await books.count(service)) / undisturbed.facts[service];
}

async function reached(current: ReplayRun, service: Service, share: number): Promise<void> {
  await eventually(async () => (await progressOf(current, service)) >= share, WAITING);
}

/** Whichever of those that take in is slowest on a busy machine. */
async function allReached(current: ReplayRun, share: number): Promise<void> {
  await Promise.all(INTAKE.map((service) => reached(current, service, share)));
}

async function factsOf({ books }: ReplayRun): Promise<Readonly<Record<Service, number>>> {
  const counts = await Promise.all(SERVICES.map(async (name) => [name, await books.count(name)] as const));
  return Object.fromEntries(counts) as Record<Service, number>;
}

async function sameEnd(current: ReplayRun, choices: Acknowledged): Promise<void> {
  const state = await endOf(current, choices);
  expect(differences(undisturbed.state, state)).toEqual([]);
}

/** Waits for the end, and holds what must be so in every run, disturbed or not. */
async function endOf(current: ReplayRun, choices: Acknowledged): Promise<EndState> {
  const { world, books } = current;
  await current.settled(90_000);
  for (const service of SERVICES) {
    const { body } = await world.call<{ items: readonly unknown[] }>(
      service,
      'GET',
      '/v1/ops/parked?state=any',
      { role: 'ops' },
    );
    expect({ service, parked: body.items }).toEqual({ service, parked: [] });
  }
  const closed = await world.call<{ verdicts: readonly object[] }>(
    'subject-requests',
    'GET',
    `/v1/requests/${choices.erasure}`,
  );
  expect(closed.body).toMatchObject({ state: 'closed', outcome: 'partly-granted' });
  expect(current.optOuts()).toEqual(expect.arrayContaining(choices.optOuts));
  return new Map([
    ...(await readEndState(books)),
    ...(await askAll(world, ASKED_ABOUT, ADDRESSES)),
    ...(await packageOf(world, theCustomer(CONSENTING))),
    ...(await packageOf(world, theCustomer(ERASED))),
    ...current.optOuts().map((id) => [`marketing service heard ${id}`, ''] as const),
    ['the erasure', canonical({ ...closed.body, verdicts: closed.body.verdicts.map(canonical).sort() })],
  ]);
}
