import type { Connection } from 'mongoose';
import { readJournal } from '#messaging';
import {
  beginRestore,
  checkBackup,
  databaseOf,
  erasuresMissing,
  factIndexes,
  finishRestore,
  type HashKeys,
  type JournalSeal,
  LedgerStore,
  loadBackup,
  markSealed,
  createIndexes,
  readErasures,
  registeredErasures,
} from '#storage';
import { applyErasures } from './apply-erasures.js';
import { JournalReplay, type Replayed } from './replay-journal.js';

export interface RestoreOptions {
  readonly service: string;
  /** Folders of `backUp`. */
  readonly dataFolder: string;
  readonly keysFolder: string;
  /** Empty databases. */
  readonly data: Connection;
  readonly keys: Connection;
  /** As the broker user `restore`. */
  readonly amqpUrl: string;
  /** Who signed the broker's certificate, PEM. */
  readonly amqpCa?: Buffer;
  readonly seal: JournalSeal;
  readonly erasureLedgerDir: string;
  readonly hashKeys: HashKeys;
  /** It is lost for good: what people chose since the backup does not come back. */
  readonly withoutJournal?: true;
  /** Files of the erasure ledger that are lost for good, by name. */
  readonly withoutErasures?: readonly string[];
}

export interface Restored {
  readonly service: string;
  readonly since: string;
  readonly loaded: number;
  readonly journal: Replayed;
  /** Lines of the erasure ledger, and facts that it still found in backup and journal. */
  readonly erasures: { readonly lines: number; readonly found: number };
  /** What it was told to do without. */
  readonly without: { readonly journal: boolean; readonly erasures: readonly string[] };
}

/**
 * Load, replay the journal from the backup's time, apply the erasure ledger, and only then open: until the end the
 * service refuses the database. The ledger is read whole before anything is written.
 */
export async function restoreService(options: RestoreOptions): Promise<Restored> {
  const { service, dataFolder, keysFolder, data, keys, seal, hashKeys } = options;
  const manifest = await checkBackup(dataFolder, { service, what: 'data' });
  const keysManifest = await checkBackup(keysFolder, { service, what: 'keys' });
  const files = await readErasures(options.erasureLedgerDir, service);
  const lines = [...files.values()].flat();
  await beginRestore(keys);
  await beginRestore(data);
  await loadBackup(data, dataFolder, manifest);
  await loadBackup(keys, keysFolder, keysManifest);
  await createIndexes(data, factIndexes());
  const lastSealed = (await new LedgerStore(data).lastSeal())?.seal ?? 0;
  const since = [manifest.startedAt, keysManifest.startedAt].sort()[0] ?? '';
  const replay = new JournalReplay(data, keys);
  // Whoever has opened a lane has told the journal of it.
  const begun = manifest.collections.some(({ name, documents }) => name === 'lanes' && documents > 0);
  const reading = { begun, ca: options.amqpCa };
  if (options.withoutJournal !== true)
    for await (const { content } of readJournal(options.amqpUrl, service, new Date(since), reading))
      for (const entry of seal.open(content)) await replay.apply(entry);
  await replay.finish(lines.flatMap(({ deed }) => ('shredded' in deed ? deed.shredded : [])));
  await refuseErasuresMissing(data, files, options.withoutErasures);
  await markSealed(data, lastSealed);
  const found = await applyErasures(data, lines, hashKeys);
  // Lanes are counted anew: one that was closed since the backup would be waited for for ever.
  await databaseOf(data).collection('followed_lanes').deleteMany({});
  // Nor did a process die of what was in hand at the time of the backup.
  await databaseOf(data).collection('in_hand').deleteMany({});
  await finishRestore(keys);
  await finishRestore(data);
  return {
    service,
    since,
    loaded: manifest.collections.reduce((sum, { documents }) => sum + documents, 0),
    journal: replay.replayed,
    erasures: { lines: lines.length, found },
    without: { journal: options.withoutJournal === true, erasures: options.withoutErasures ?? [] },
  };
}

/** Only backup and journal know which files there were. */
async function refuseErasuresMissing(
  data: Connection,
  files: Awaited<ReturnType<typeof readErasures>>,
  without: readonly string[] = [],
): Promise<void> {
  const registered = [...(await registeredErasures(data))].filter(([file]) => !without.includes(file));
  const missing = erasuresMissing(new Map(registered), files);
  if (missing.length > 0)
    throw new Error(
      `the erasure ledger is not whole: ${missing.join('; ')}. Who is erased by it alone would come back`,
    );
}
