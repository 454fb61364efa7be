import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { contentOfVersion, parseOfficers, type PolicyFileText, publicationText, readVersion } from '#policy';
import { sha256 } from '#service';
import { officerKey, publicKeyOf, signText } from './officer-keys.js';
import { show, withFormat } from './output.js';
import { askAs, serviceNamed } from './service-access.js';
import { type Surroundings, UsageError } from './surroundings.js';

interface Published {
  readonly version: string;
  readonly validFrom: string;
  readonly signedBy: string;
  readonly changes: readonly string[];
  readonly asksAgain: readonly { purpose: string; category: string; element: string }[];
}

export function addPublish(program: Command, around: Surroundings): void {
  withFormat(program.command('publish <folder>'))
    .description('publish a version of the policy, signed off by an officer, to the running services')
    .requiredOption('--key <file>', "file of the officer's Ed25519 private key, PEM")
    .option(
      '--by <name>',
      'the officer, as for accept; where left out, whose key it is by officers.yaml of the company',
    )
    .addHelpText(
      'after',
      `
All .yaml files of the folder are the version; without the policy, its statements and texts in each language of the notice
it is not sent. The consent service lints them: an error that accepted.yaml does not
accept stops it, and each is listed. The version is in force from its validFrom on, which lies after today; it cannot be
taken back. The same again changes nothing. Needs SELOSTE_SERVICES and SELOSTE_TOKEN (role officer), or a run of npm start.

Example:
  $ seloste publish policies/acme/2027-01-01 --key officer.pem`,
    )
    .action(async (folder: string, options: { key: string; by?: string; format: string }) => {
      const files = await filesOf(folder);
      const key = await officerKey(options.key);
      const signedBy = options.by ?? (await officerOf(folder, publicKeyOf(key)));
      const signature = signText(
        key,
        publicationText(versionOf(files, folder), sha256(contentOfVersion(files))),
      );
      const consent = await serviceNamed(around, 'consent');
      const body = { files, signedBy, signature };
      const answer = await askAs<Published>(around, 'officer', consent, '/v1/policies', body);
      show(around, options, answer, () => inWords(answer));
    });
}

async function filesOf(folder: string): Promise<PolicyFileText[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new UsageError(`${folder} is no folder that can be read`);
  });
  const wanted = names.filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    wanted.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
}

/** What the service would refuse on any day is said before anything is signed. */
function versionOf(files: readonly PolicyFileText[], folder: string): string {
  const read = readVersion(files);
  if ('policy' in read) return read.policy.version;
  throw new UsageError(`${folder}: ${read.refusals.map(({ reason }) => reason).join('; ')}`);
}

async function officerOf(folder: string, publicKey: string): Promise<string> {
  const file = join(folder, '..', 'officers.yaml');
  const text = await readFile(file, 'utf8').catch(() => '');
  const officer = parseOfficers(text, file).find((each) => each.publicKey === publicKey);
  if (officer === undefined)
    throw new UsageError(`${file} names no officer with this key; say who with --by`);
  return officer.name;
}

function inWords({ version, validFrom, signedBy, changes, asksAgain }: Published): string {
  return [
    `${version} is published, signed off by ${signedBy}, and in force from ${validFrom} on.`,
    ...changes.map((words) => `  ${words}`),
    asksAgain.length === 0
      ? 'No consent is asked again.'
      : `Consent is asked again for: ${[...new Set(asksAgain.map(({ purpose }) => purpose))].join(', ')}.`,
  ].join('\n');
}
