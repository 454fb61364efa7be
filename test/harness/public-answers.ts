import { eventually } from '#testing';
import { canonical, type EndState } from './end-state.js';
import type { Call, Service, World } from './world.js';

interface Party {
  readonly source: string;
  readonly id: string;
}

interface Decision {
  readonly allowed: boolean;
  readonly because: readonly { reason: string }[];
  readonly policyVersion: string;
}

/** What anybody who may ask is told at the end, about some parties: sealed values are opened on the way. */
export async function askAll(
  world: World,
  parties: readonly Party[],
  addresses: readonly string[],
): Promise<EndState> {
  const state = new Map<string, string>();
  for (const party of parties) {
    const decided = await eventually(() => decisions(world, party), { within: 30_000 });
    state.set(`decisions about ${party.id}`, canonical(decided));
    state.set(`clocks of ${party.id}`, canonical(await post(world, 'retention', '/v1/clocks', { party })));
    const found = await post(world, 'consent', '/v1/parties/find', { party });
    state.set(`directory knows ${party.id}`, canonical(found));
  }
  for (const value of addresses) {
    const checked = await eventually(() => sendCheck(world, value), { within: 30_000 });
    state.set(`may be sent to ${value}`, canonical(checked));
  }
  for (const due of await allDue(world)) state.set(`due ${due.party}`, due.dueOn);
  return state;
}

const QUESTIONS = [
  { purpose: 'direct-marketing', category: 'contact', channel: 'email' },
  { purpose: 'direct-marketing', category: 'contact', channel: 'post' },
  { purpose: 'research', category: 'contact', channel: 'email' },
  { purpose: 'profiling', category: 'relationship' },
  { purpose: 'disclosure-direct-marketing', category: 'contact', recipient: 'marketing-partner' },
  { purpose: 'service-delivery', category: 'contact', channel: 'email' },
];

/** Not before the services know of each other's choices again. */
async function decisions(world: World, party: Party): Promise<readonly object[] | undefined> {
  const body = { questions: QUESTIONS.map((question) => ({ ...question, party })) };
  const { decisions } = await post<{ decisions: readonly Decision[] }>(
    world,
    'consent',
    '/v1/decisions/batch',
    body,
  );
  return decisions.some(isStale)
    ? undefined
    : decisions.map(({ allowed, because, policyVersion }) => ({ allowed, because, policyVersion }));
}

async function sendCheck(world: World, value: string): Promise<object | undefined> {
  const body = { address: { kind: 'email', value }, channel: 'email', purpose: 'direct-marketing' };
  const path = '/v1/send-checks';
  const decision = await post<Decision>(world, 'marketing-suppression', path, body, 'marketing');
  const { allowed, because } = decision;
  return isStale(decision) ? undefined : { allowed, because };
}

const isStale = ({ because }: Decision): boolean => because.some(({ reason }) => reason === 'stale');

interface Package {
  readonly data: readonly object[];
  readonly holdsNothing: readonly string[];
}

/** All that every participant holds of somebody, sealed values opened, as the person would get it. */
export async function packageOf(world: World, party: Party): Promise<EndState> {
  const opened = await world.call<{ request: string }>('subject-requests', 'POST', '/v1/requests', {
    body: { kind: 'access', party, identity: { method: 'known-to-desk' } },
    key: `package-of-${party.id}`,
  });
  const path = `/v1/requests/${opened.body.request}/package`;
  const handedOut = await eventually(
    async () => {
      const reply = await world.call<Package>('subject-requests', 'GET', path, { role: 'officer' });
      return reply.status === 200 ? reply.body : undefined;
    },
    { within: 40_000, every: 100 },
  );
  const { data, holdsNothing } = handedOut;
  const items = data.map(canonical).sort();
  return new Map([[`package of ${party.id}`, canonical({ items, holdsNothing })]]);
}

interface DuePage {
  readonly due: readonly { party: string; dueOn: string }[];
  readonly next?: string;
}

async function allDue(world: World): Promise<DuePage['due']> {
  const all: { party: string; dueOn: string }[] = [];
  let cursor: string | undefined;
  do {
    const path = `/v1/due?through=2099-12-31&limit=1000${cursor === undefined ? '' : `&cursor=${cursor}`}`;
    const page: DuePage = (await world.call<DuePage>('retention', 'GET', path, { role: 'officer' })).body;
    all.push(...page.due);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

async function post<T = unknown>(
  world: World,
  service: Service,
  path: string,
  body: object,
  role: Call['role'] = 'desk',
): Promise<T> {
  return (await world.call<T>(service, 'POST', path, { body, role })).body;
}
