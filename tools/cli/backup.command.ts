import type { Command } from 'commander';
import { loadPolicies } from '#service';
import { backUp, type Manifest } from '#storage';
import { show, withFormat } from './output.js';
import { serviceCalled, withDatabases } from './restore-access.js';
import type { Surroundings } from './surroundings.js';

export function addBackup(program: Command, around: Surroundings): void {
  withFormat(program.command('backup'))
    .description("copy a service's database and, apart from it, its key database")
    .requiredOption('--service <name>', 'whose')
    .requiredOption('--out <folder>', 'for the data; empty or not there yet')
    .requiredOption('--keys-out <folder>', 'for the wrapped data keys; keep them elsewhere, and not as long')
    .addHelpText(
      'after',
      `
All collections are of one moment, values stay sealed, and the manifest is written last: service, time, policy versions,
documents and SHA-256 of each collection. The service goes on meanwhile. MongoDB keeps a moment for five minutes
(minSnapshotHistoryWindowInSeconds); where that is too short, raise it.

Environment: MONGODB_URI, KEYS_MONGODB_URI (and MONGODB_CA_FILE where TLS is spoken); POLICY_DIR to name the policy versions

Example:
  $ seloste backup --service consent --out /backups/2026-11-23/consent --keys-out /key-backups/2026-11-23/consent`,
    )
    .action(async (options: { service: string; out: string; keysOut: string; format: string }) => {
      const service = serviceCalled(options.service);
      const policyDir = around.env['POLICY_DIR'];
      const known = policyDir === undefined ? [] : await loadPolicies(policyDir);
      const policies = known.map(({ version }) => version);
      // Keys first: a key that is made in between is in the journal, and none is missing that the data needs.
      const manifests = await withDatabases(around, async (data, keys) => [
        await backUp(keys, options.keysOut, { service, what: 'keys', policies }),
        await backUp(data, options.out, { service, what: 'data', policies }),
      ]);
      show(around, options, manifests, () => manifests.map(inWords).join('\n'));
    });
}

const inWords = ({ service, what, startedAt, collections }: Manifest): string =>
  `the ${what} of ${service} as of ${startedAt}: ${collections.reduce((sum, { documents }) => sum + documents, 0)} documents`;
