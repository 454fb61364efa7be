import type { Command } from 'commander';
import { type Restored, restoreService, setUpDatabase } from '#service';
import { HashKeys, JournalSeal } from '#storage';
import { brokerCa } from './certificates.js';
import { serviceNamed } from '../../apps/services.js';
import { show, withFormat } from './output.js';
import { serviceCalled, withDatabases } from './restore-access.js';
import { required, type Surroundings } from './surroundings.js';

interface Options {
  readonly service: string;
  readonly from: string;
  readonly keysFrom: string;
  readonly withoutJournal?: true;
  readonly withoutErasures?: readonly string[];
  readonly format: string;
}

export function addRestore(program: Command, around: Surroundings): void {
  withFormat(program.command('restore'))
    .description('bring a service back: backup, journal since, erasure ledger')
    .requiredOption('--service <name>', 'whose; it must not run')
    .requiredOption('--from <folder>', 'the data of a backup')
    .requiredOption('--keys-from <folder>', 'the keys of a backup')
    .option('--without-journal', 'it is lost for good; what people chose since the backup stays lost')
    .option('--without-erasures <file...>', 'a file of the erasure ledger that is lost for good, by its name')
    .addHelpText(
      'after',
      `
Both databases must be empty. Until the end the service refuses to start on them; where it breaks off, drop them and begin
anew. Repeated, it has the same effect. It refuses a backup that was changed, a journal that does not reach back to the
backup or is empty, and an erasure ledger that was changed or of which a file is gone or cut off: find it, or go on without it by its
name, where the journal told of the same erasures.

Environment: MONGODB_URI, KEYS_MONGODB_URI, JOURNAL_KEY_FILE, HASH_KEYS_FILE, ERASURE_LEDGER_DIR as the service has them;
JOURNAL_AMQP_URL with the broker user restore; MONGODB_CA_FILE and AMQP_CA_FILE where TLS is spoken

Example:
  $ seloste restore --service consent --from /backups/2026-11-23/consent --keys-from /key-backups/2026-11-23/consent`,
    )
    .action(async (options: Options) => {
      const service = serviceCalled(options.service);
      const given = required(
        around.env,
        'JOURNAL_AMQP_URL',
        'JOURNAL_KEY_FILE',
        'HASH_KEYS_FILE',
        'ERASURE_LEDGER_DIR',
      );
      const [seal, hashKeys] = await Promise.all([
        JournalSeal.load(service, given.JOURNAL_KEY_FILE),
        HashKeys.load(given.HASH_KEYS_FILE),
      ]);
      const { ca } = await brokerCa(around);
      const restored = await withDatabases(around, async (data, keys) => {
        const done = await restoreService({
          service,
          dataFolder: options.from,
          keysFolder: options.keysFrom,
          data,
          keys,
          amqpUrl: given.JOURNAL_AMQP_URL,
          ...(ca !== undefined && { amqpCa: ca }),
          seal,
          erasureLedgerDir: given.ERASURE_LEDGER_DIR,
          hashKeys,
          ...(options.withoutJournal === true && { withoutJournal: true }),
          ...(options.withoutErasures !== undefined && { withoutErasures: options.withoutErasures }),
        });
        await setUpDatabase(serviceNamed(service), { data, keys });
        return done;
      });
      show(around, options, restored, () => inWords(restored));
    });
}

const inWords = ({ service, since, loaded, journal, erasures, without }: Restored): string =>
  [
    `${service} is restored and may be started.`,
    `  backup of ${since}: ${loaded} documents`,
    `  journal since: ${journal.put} new, ${journal.skipped} known, ${journal.erased} erased, ${journal.shredded} keys shredded`,
    `  erasure ledger: ${erasures.lines} lines, ${erasures.found} facts that they name were still there`,
    ...(without.journal
      ? [
          `  without the journal: what people chose and what came in since ${since} is lost; seloste verify names what others can send again`,
        ]
      : []),
    ...(without.erasures.length > 0
      ? [
          `  without ${without.erasures.join(', ')}: ${
            without.journal
              ? `who was erased since ${since} may be there again; order those erasures anew`
              : `what was erased since ${since} is so by the journal alone`
          }`,
        ]
      : []),
  ].join('\n');
