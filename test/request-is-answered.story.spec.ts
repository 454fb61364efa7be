import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CollectedItem, RecordVerdict } from '#contracts';
import { eventually } from '#testing';
import { CUSTOMERS_TOLD } from './harness/choices.js';
import { type ReplayRun, startReplay } from './harness/replay-run.js';
import type { World } from './harness/world.js';

interface RequestState {
  readonly request: string;
  readonly state: string;
  readonly receivedOn: string;
  readonly internalDue: string;
  readonly legalDue: string;
  readonly waitingFor: readonly string[];
  readonly outcome?: string;
  readonly verdicts: readonly (RecordVerdict & { participant: string })[];
}

interface Package {
  readonly data: readonly (CollectedItem & { participant: string })[];
  readonly holdsNothing: readonly string[];
  readonly purposes: readonly unknown[];
}

const party = { source: 'web-store', id: 'customer/12748' };
let run: ReplayRun;
let world: World;

beforeAll(async () => {
  run = await startReplay(undefined, { REPLAY_LIMIT: CUSTOMERS_TOLD });
  world = run.world;
  await run.settled(150_000);
}, 240_000);

afterAll(async () => {
  await run?.stop();
}, 60_000);

describe('right.access – a person gets what every participant holds, in one package, within the time limit', () => {
  let file: RequestState;

  test('while one of them has not answered, the request waits for it, whoever else has', async () => {
    const goOn = standStill('web-store');
    try {
      const request = await open('access');
      await eventually(
        async () => (await show(request)).waitingFor.every((participant) => participant === 'web-store'),
        { within: 20_000, explain: async () => JSON.stringify(await show(request)) },
      );
      expect(await show(request)).toMatchObject({ state: 'collecting', waitingFor: ['web-store'] });
      goOn();
      file = await closed(request);
    } finally {
      goOn();
    }
  });

  test('the time limit is the same date of the next month, rolled over a weekend', () => {
    expect(file).toMatchObject({
      receivedOn: '2026-07-01',
      internalDue: '2026-08-01',
      legalDue: '2026-08-03',
      outcome: 'granted',
    });
  });

  test('the package holds the contact data, the orders from the store, and how long each is kept', async () => {
    const { body } = await world.call<Package>(
      'subject-requests',
      'GET',
      `/v1/requests/${file.request}/package`,
      { role: 'officer' },
    );
    const from = (participant: string) => body.data.filter((item) => item.participant === participant);
    expect(from('consent').flatMap(({ values }) => values.map(({ field }) => field))).toContain('email');
    expect(from('web-store').filter(({ kind }) => kind === 'order').length).toBeGreaterThan(90);
    expect(from('retention').find(({ kind }) => kind === 'customer')?.values).toContainEqual(
      expect.objectContaining({ field: 'kept.contact' }),
    );
    expect(body.purposes.length).toBeGreaterThan(10);
  });
});

describe('right.erase-limits – an erasure takes what no law keeps, and says what stays, why and until when', () => {
  let file: RequestState;

  test('a prohibition made before outlives the erasure', async () => {
    const prohibited = await world.call('marketing-suppression', 'POST', '/v1/prohibitions', {
      body: { party, scope: { kind: 'all-marketing' }, method: 'email' },
    });
    expect(prohibited.status).toBe(201);
    await eventually(() => run.optOuts().length > 0, { within: 10_000, explain: () => 'no opt-out arrived' });
    file = await closed(await open('erasure'));
    expect(file.outcome).toBe('partly-granted');
  });

  test('every voucher stays to the end of its hold by the provision that keeps it, and nothing else of an order that was carried out', () => {
    const orders = file.verdicts.filter(
      ({ participant, kind }) => participant === 'web-store' && kind === 'order',
    );
    expect(orders.length).toBeGreaterThan(90);
    const beingCarriedOut = orders.filter(({ keep }) =>
      keep.some(({ provision }) => provision.includes('6(1)(b)')),
    );
    expect(beingCarriedOut.length).toBeLessThan(5);
    for (const { erase, keep } of orders.filter((order) => !beingCarriedOut.includes(order))) {
      expect(erase).toEqual(['order', 'delivery']);
      expect(keep.map(({ fieldClass }) => fieldClass)).toEqual(['voucher']);
      expect(keep[0]?.until).toMatch(/^20(31|32|33|35|36)-12-31$/);
      expect(keep[0]?.provision).toContain('1336/1997');
    }
  });

  test('afterwards the directory knows no address, the store has vouchers only, the prohibition still stands', async () => {
    const again = await closed(await open('access'));
    const { body } = await world.call<Package>(
      'subject-requests',
      'GET',
      `/v1/requests/${again.request}/package`,
      { role: 'officer' },
    );
    const of = (participant: string) => body.data.filter((item) => item.participant === participant);
    expect(of('consent').flatMap(({ values }) => values.map(({ field }) => field))).not.toContain('email');
    expect(of('web-store').filter(({ kind }) => kind === 'customer')).toEqual([]);
    expect(of('web-store').length).toBeGreaterThan(90);
    expect(of('marketing-suppression').filter(({ kind }) => kind === 'prohibition').length).toBeGreaterThan(
      0,
    );
  });

  test('replaying all that was told brings nobody back', async () => {
    await run.again({ REPLAY_SHUFFLE_SEED: '7' });
    await run.settled(150_000);
    const again = await closed(await open('access'));
    const { body } = await world.call<Package>(
      'subject-requests',
      'GET',
      `/v1/requests/${again.request}/package`,
      { role: 'officer' },
    );
    const fields = body.data
      .filter(({ participant }) => participant === 'consent')
      .flatMap(({ values }) => values.map(({ field }) => field));
    expect(fields).not.toContain('email');
  }, 200_000);
});

/** It neither answers nor goes away, until the returned function is called. */
function standStill(program: string): () => void {
  const { pid } = world.programs.get(program)!;
  process.kill(pid, 'SIGSTOP');
  return () => void process.kill(pid, 'SIGCONT');
}

async function open(kind: 'access' | 'erasure'): Promise<string> {
  const opened = await world.call<{ request: string }>('subject-requests', 'POST', '/v1/requests', {
    body: { kind, party, identity: { method: 'known-to-desk' } },
  });
  expect(opened.status).toBe(201);
  return opened.body.request;
}

async function show(request: string): Promise<RequestState> {
  return (await world.call<RequestState>('subject-requests', 'GET', `/v1/requests/${request}`)).body;
}

function closed(request: string): Promise<RequestState> {
  return eventually(
    async () => {
      const file = await show(request);
      return file.state === 'closed' ? file : undefined;
    },
    { within: 40_000, explain: async () => JSON.stringify({ ...(await show(request)), verdicts: [] }) },
  );
}
