import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HashKeys } from '../hashing/hash-keys.js';
import { type Strip } from '../journal/journal.port.js';
import { type ErasureRegister, noRegister } from './erasure-register.js';
import { beginningOf, type ErasureDeed, type ErasureLine, lineAfter, linesIn } from './erasure-line.js';

export interface Erasures {
  /** Each resolves when it is on the disk. */
  erased(ids: readonly string[], because: string, strip?: Strip): Promise<void>;
  shredded(kids: readonly string[], because: string): Promise<void>;
  tombstone(fact: object, because: string): Promise<void>;
}

export const noErasures: Erasures = {
  erased: () => Promise.resolve(),
  shredded: () => Promise.resolve(),
  tombstone: () => Promise.resolve(),
};

interface Waiting {
  readonly because: string;
  readonly deed: ErasureDeed;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface ErasureLedgerOptions {
  readonly clockMs?: () => number;
  readonly register?: ErasureRegister;
}

/**
 * What is erased, append-only in files outside MongoDB, one for each start of an instance that erases anything.
 * Facts are named by keyed hashes: who has the fact finds it in the ledger, who has the ledger finds nobody.
 */
export class ErasureLedger implements Erasures {
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private file:
    | { readonly name: string; readonly handle: FileHandle; before: Pick<ErasureLine, 'n' | 'hash'> }
    | undefined;

  private constructor(
    private readonly folder: string,
    private readonly keys: Pick<HashKeys, 'currentKid' | 'erasedHash'>,
    private readonly clockMs: () => number,
    private readonly register: ErasureRegister,
  ) {}

  /** Throws where the folder cannot be had. */
  static async open(
    folder: string,
    service: string,
    keys: Pick<HashKeys, 'currentKid' | 'erasedHash'>,
    { clockMs = Date.now, register = noRegister }: ErasureLedgerOptions = {},
  ): Promise<ErasureLedger> {
    const own = join(folder, service);
    await mkdir(own, { recursive: true, mode: 0o700 });
    await access(own, constants.W_OK);
    return new ErasureLedger(own, keys, clockMs, register);
  }

  erased(ids: readonly string[], because: string, strip?: Strip): Promise<void> {
    const erased = ids.map((id) => this.keys.erasedHash(id));
    return this.append(because, { erased, ...(strip !== undefined && { strip }) });
  }

  shredded(kids: readonly string[], because: string): Promise<void> {
    return this.append(because, { shredded: kids });
  }

  tombstone(fact: object, because: string): Promise<void> {
    return this.append(because, { tombstone: { ...fact } });
  }

  async close(): Promise<void> {
    await this.writing;
    await this.file?.handle.close();
    this.file = undefined;
  }

  private append(because: string, deed: ErasureDeed): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ because, deed, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  /** What came while the disk was busy shares the next write. */
  private async writeAll(): Promise<void> {
    for (let some = this.waiting; some.length > 0; some = this.waiting) {
      this.waiting = [];
      try {
        await this.write(some);
        for (const { resolve } of some) resolve();
      } catch (error) {
        // What is half written stands at the end of its file, where a reader expects it.
        await this.file?.handle.close().catch(() => undefined);
        this.file = undefined;
        for (const { reject } of some) reject(error);
      }
    }
    this.writing = undefined;
  }

  private async write(some: readonly Waiting[]): Promise<void> {
    const file = (this.file ??= await this.begin());
    const at = new Date(this.clockMs()).toISOString();
    let before = file.before;
    const lines = some.map(({ because, deed }) => {
      const line = lineAfter(before, { at, because, kid: this.keys.currentKid, deed });
      before = line;
      return `${JSON.stringify(line)}\n`;
    });
    await file.handle.appendFile(lines.join(''));
    await file.handle.sync();
    file.before = before;
    await this.register.wrote(file.name, before);
  }

  private async begin(): Promise<NonNullable<ErasureLedger['file']>> {
    const started = new Date(this.clockMs()).toISOString().replaceAll(/[:.]/g, '-');
    const name = `${started}-${randomBytes(4).toString('hex')}.jsonl`;
    const handle = await open(join(this.folder, name), 'ax', 0o600);
    const entry = await open(this.folder, 'r');
    await entry.sync();
    await entry.close();
    return { name, handle, before: beginningOf(name) };
  }
}

/** Every file of the service by its name, each checked as a whole before its lines are given. */
export async function readErasures(
  folder: string,
  service: string,
): Promise<ReadonlyMap<string, readonly ErasureLine[]>> {
  const own = join(folder, service);
  const names = await readdir(own).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = new Map<string, readonly ErasureLine[]>();
  for (const name of names.filter((one) => one.endsWith('.jsonl')).sort())
    files.set(name, linesIn(name, await readFile(join(own, name), 'utf8')));
  return files;
}
