import { setTimeout as pause } from 'node:timers/promises';
import { numbersIn } from '#messaging';
import type { LanesPage } from '#service';
import { type Holding, HOLDINGS, mustHold } from './holdings.js';
import { askOps, type ServiceAccess, servicesOf } from '../service-access.js';
import { Failure, type Surroundings } from '../surroundings.js';
import {
  countIn,
  gapsIn,
  type Gap,
  goneAtPublisher,
  type Lanes,
  lanesAmong,
  lanesOf,
  notHeldYet,
  stillMissing,
  type Unnumbered,
  withoutUnnumbered,
} from './compare-lanes.js';

export interface NamedGap extends Gap {
  /** Of the first hundred: as the publisher has them, so that they can be sent again. */
  readonly facts: readonly {
    readonly _id: string;
    readonly type: string;
    readonly n: number;
    readonly takenAt: string;
  }[];
}

export interface Verified extends Pick<Holding, 'holder' | 'of' | 'only'> {
  readonly published: number;
  readonly owed: number;
  /** Came, could not be handled, and is on record there. */
  readonly parked: number;
  readonly gaps: readonly NamedGap[];
}

const MOST_NAMED = 100;
const AT_ONCE = 1000;
const ASK_AGAIN_MS = 300;

/** Every holder against every publisher whose facts it keeps; both must be known. */
export async function verifyHoldings(around: Surroundings, withinMs: number): Promise<readonly Verified[]> {
  const services = new Map((await servicesOf(around)).map((service) => [service.name, service]));
  const access = (name: string): ServiceAccess => {
    const found = services.get(name);
    if (found === undefined)
      throw new Failure(`nobody said where ${name} is: without it nothing is known of what it holds`);
    return found;
  };
  const verified: Verified[] = [];
  for (const holding of HOLDINGS)
    verified.push(await verifyOne(around, holding, access(holding.holder), access(holding.of), withinMs));
  return verified;
}

async function verifyOne(
  around: Surroundings,
  holding: Holding,
  holder: ServiceAccess,
  publisher: ServiceAccess,
  withinMs: number,
): Promise<Verified> {
  const read = (service: ServiceAccess, state: 'held' | 'owed' | 'parked'): Promise<Lanes> =>
    readLanes(around, service, holding, state);
  // In this order, each after the other: see compare-lanes.ts.
  const heldBefore = await read(holder, 'held');
  const published = await read(publisher, 'held');
  const look = { heldBefore, published, owed: await read(publisher, 'owed') };
  const toHold = (lanes: Lanes): Lanes => lanesAmong(lanes, (lane) => mustHold(holding, lane));
  const suspects = toHold(notHeldYet(look));
  if (suspects.size > 0) await untilPassed(around, holder, withinMs);
  const parked = await read(holder, 'parked');
  const lacking = suspects.size > 0 ? stillMissing(suspects, await read(holder, 'held'), parked) : suspects;
  const missing = lacking.size > 0 ? await lessUnnumbered(around, lacking, holder, publisher) : lacking;
  const gone = holding.forgets === true ? new Map() : goneAtPublisher(look);
  const gaps = [...gapsIn(missing, holding, 'missing'), ...gapsIn(gone, holding, 'gone')];
  const { holder: at, of, only } = holding;
  return {
    holder: at,
    of,
    ...(only !== undefined && { only }),
    published: countIn(toHold(published)),
    owed: countIn(toHold(look.owed)),
    parked: countIn(parked),
    gaps: await Promise.all(gaps.map((gap) => named(around, gap.kind === 'gone' ? holder : publisher, gap))),
  };
}

async function readLanes(
  around: Surroundings,
  service: ServiceAccess,
  { of, only }: Holding,
  state: string,
): Promise<Lanes> {
  const lanes: LanesPage['lanes'][number][] = [];
  for (let last: LanesPage['last']; ;) {
    const query = new URLSearchParams({
      of,
      state,
      ...(only !== undefined && { only }),
      ...(last !== undefined && { lane: last.lane, n: String(last.n) }),
    });
    const page = await askOps<LanesPage>(around, service, `/v1/ops/lanes?${query.toString()}`);
    lanes.push(...page.lanes);
    last = page.last;
    if (last === undefined) return lanesOf(lanes);
  }
}

/** The publisher is asked about each number only where the holder has something without one. */
async function lessUnnumbered(
  around: Surroundings,
  missing: Lanes,
  holder: ServiceAccess,
  publisher: ServiceAccess,
): Promise<Lanes> {
  const held = await askOps<Unnumbered>(around, holder, `/v1/ops/lanes/unnumbered?of=${publisher.name}`);
  if (held.facts === 0) return missing;
  const takenAt = new Map<string, string>();
  for (const [lane, runs] of missing) {
    const all = numbersIn(runs, Infinity);
    for (let from = 0; from < all.length; from += AT_ONCE)
      for (const fact of await namesOf(around, publisher, lane, all.slice(from, from + AT_ONCE)))
        takenAt.set(`${lane}|${fact.n}`, fact.takenAt);
  }
  return withoutUnnumbered(missing, (lane, n) => takenAt.get(`${lane}|${n}`), held);
}

interface Passed {
  readonly now: string;
  readonly passed: Readonly<Record<string, string>>;
}

/** Until a canary has come through the queue behind everything that lay in it, and all of that is done or parked. */
async function untilPassed(around: Surroundings, holder: ServiceAccess, withinMs: number): Promise<void> {
  const queue = `${holder.name}.events`;
  const until = Date.now() + withinMs;
  const { now: from } = await askOps<Passed>(around, holder, '/v1/ops/passed');
  for (;;) {
    const { passed } = await askOps<Passed>(around, holder, '/v1/ops/passed?probe=canary');
    if ((passed[queue] ?? '') >= from) return;
    if (Date.now() > until)
      throw new Failure(
        `${queue} is behind: what is missing at ${holder.name} may still lie in it; see seloste queues, or wait longer (--wait)`,
      );
    await pause(ASK_AGAIN_MS);
  }
}

async function named(around: Surroundings, service: ServiceAccess, gap: Gap): Promise<NamedGap> {
  const numbers = numbersIn(gap.runs, MOST_NAMED);
  return { ...gap, facts: await namesOf(around, service, gap.lane, numbers) };
}

const namesOf = (
  around: Surroundings,
  service: ServiceAccess,
  lane: string,
  numbers: readonly number[],
): Promise<NamedGap['facts']> =>
  askOps<NamedGap['facts']>(around, service, '/v1/ops/lanes/facts', { lane, numbers });
