import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '#testing';
import { type Books, openBooks, queuesOf } from './books.js';
import type { Program, Servers } from './dev-tools.js';
import { type Service, SERVICES, startWorld, type World } from './world.js';

const CLOCK = '2026-07-01T09:00:00+03:00';
const TODAY = '2026-07-01';

/** A replay of the history under way: four services, the web store and the marketing service. */
export interface ReplayRun {
  readonly world: World;
  readonly books: Books;
  /** What the web store has told so far of its replay. */
  readonly told: { published: number; of: number; done: boolean };
  /** Ids of the prohibitions and lifts that the marketing service has on disk. */
  optOuts(): readonly string[];
  /** Kill -9, and not a word to anybody. */
  kill(service: Service): Promise<void>;
  /** The store starts anew and tells everything it has once more. */
  again(store: Readonly<Record<string, string>>): Promise<void>;
  /** Nothing waits in a queue, nothing is owed, no clock is to be computed. */
  settled(withinMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** On the servers of a test's own, or else on those that all tests share. */
export async function startReplay(
  servers?: Servers,
  store: Readonly<Record<string, string>> = {},
): Promise<ReplayRun> {
  const dir = mkdtempSync(join(tmpdir(), 'seloste-run-'));
  const stateFile = join(dir, 'opt-outs.jsonl');
  const world = await startWorld({ clock: CLOCK, ...(servers !== undefined && { servers }) });
  const books = await openBooks(world);
  await world.startExample('marketing-service', { STATE_FILE: stateFile });
  const told = { published: 0, of: 0, done: false };
  follow(await world.startExample('web-store', { STORE_TODAY: TODAY, REPLAY: '1', ...store }), told);
  return {
    world,
    books,
    told,
    optOuts: () => readOptOuts(stateFile),
    kill: async (service) => {
      const program = world.programs.get(service);
      if (program === undefined) throw new Error(`${service} does not run`);
      process.kill(program.pid, 'SIGKILL');
      await program.exited;
    },
    again: async (more) => {
      await world.programs.get('web-store')?.stop();
      Object.assign(told, { published: 0, done: false });
      follow(
        await world.startExample('web-store', { STORE_TODAY: TODAY, REPLAY: '1', ...store, ...more }),
        told,
      );
    },
    settled: (withinMs) => settled(world, books, told, withinMs),
    stop: async () => {
      await books.close();
      await world.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function follow(program: Program, told: ReplayRun['told']): void {
  createInterface({ input: program.stdout }).on('line', (line) => {
    const { progress, done } = readLine(line);
    if (progress !== undefined) Object.assign(told, progress);
    if (done !== undefined) told.done = true;
  });
}

interface Told {
  readonly progress?: { readonly published: number; readonly of: number };
  readonly done?: object;
}

function readLine(line: string): Told {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return {};
  }
}

/** One event may come more than once; the marketing service keeps each once. */
function readOptOuts(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const fact = JSON.parse(line) as { added?: string; lift?: string };
    return fact.added ?? fact.lift ?? '';
  });
}

/** What the management API tells may be a second old, and a handler may be about to write. */
const QUIET_MS = 2_500;

/** Nothing new for a while, and since then each queue was seen empty once: watermarks and canaries never cease. */
async function settled(world: World, books: Books, told: ReplayRun['told'], within: number): Promise<void> {
  let before = '';
  let changedAt = 0;
  let empty = new Set<string>();
  await eventually(
    async () => {
      const counts = await Promise.all(SERVICES.map((service) => books.count(service)));
      const [owed, stale] = [await books.owed(), await books.count('retention', { stale: true }, 'parties')];
      const now = JSON.stringify({ ...told, counts, owed, stale });
      if (now !== before) {
        before = now;
        changedAt = Date.now();
        empty = new Set();
      }
      if (!told.done || owed + stale > 0 || Date.now() - changedAt < QUIET_MS) return false;
      const queues = await queuesOf(world);
      for (const [name, messages] of queues) if (messages === 0) empty.add(name);
      return queues.size > 0 && empty.size === queues.size;
    },
    { within, every: 300, explain: () => `${before}; seen empty since: ${[...empty].join(', ')}` },
  );
}
