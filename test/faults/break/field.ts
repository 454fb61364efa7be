import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../random.js';
import { type Service, SERVICES, type World } from '../../harness/world.js';
import type { Books } from '../../harness/books.js';
import type { Cluster } from '../cluster/start-cluster.js';
import type { Marketing } from '../load/marketing.js';
import type { Store } from '../load/store.js';

/** All that can be broken, and what it is broken with. */
export interface Field {
  readonly cluster: Cluster;
  readonly world: World;
  /** The folder of an older build; none where there is no history to build one from. */
  readonly older: string | undefined;
  readonly books: Books;
  readonly store: Store;
  readonly marketing: Marketing;
}

export type Area = 'services' | 'broker' | 'mongo' | 'clock';

export interface Fault {
  readonly name: string;
  /** Two faults of one area are not made at the same time: one would mend the other. */
  readonly areas: readonly Area[];
  /** Breaks, waits, and mends. Gives what it chose, for whoever reads of it. */
  readonly make: (field: Field, random: Random) => Promise<string>;
}

/** The file that says by how many milliseconds a service's clock is wrong. */
export const clockFileOf = (dir: string, service: Service): string => join(dir, `clock-of-${service}`);

export function setClock({ cluster }: Field, service: Service, offsetMs: number): void {
  writeFileSync(clockFileOf(cluster.dir, service), String(offsetMs));
}

/** Kill -9, and not a word to anybody. */
export async function killService({ world }: Field, service: Service): Promise<void> {
  const program = world.programs.get(service);
  if (program === undefined || !program.running) return;
  process.kill(program.pid, 'SIGKILL');
  await program.exited;
}

export async function startAll({ world }: Field): Promise<void> {
  const gone = SERVICES.filter((service) => world.programs.get(service)?.running !== true);
  await Promise.all(gone.map((service) => world.startService(service)));
}
