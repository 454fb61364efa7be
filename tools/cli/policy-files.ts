import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Acceptance, type Officer, parseAcceptances, parseOfficers } from '#policy';
import { UsageError } from './surroundings.js';

interface TextFile {
  /** As a person would write it: relative to where the command runs. */
  readonly file: string;
  readonly text: string;
}

/** A policy file with what lies beside it: the statements, what was accepted, and the company's officers. */
export interface PolicyVersionFiles {
  readonly source: TextFile;
  readonly statements?: TextFile;
  readonly accepted: readonly Acceptance[];
  readonly officers: readonly Officer[];
}

/** Every version that a file or a folder names, the folder of a company or of all companies too. */
export async function policyVersions(path: string): Promise<readonly PolicyVersionFiles[]> {
  return Promise.all((await policyFilesAt(path)).map(readVersion));
}

/** The policy files that a file or a folder names, at least one, by the paths they were found under. */
export async function policyFilesAt(path: string): Promise<readonly TextFile[]> {
  const files = await policyFilesIn(path);
  if (files.length === 0) throw new UsageError(`${path} holds no policy.yaml`);
  return Promise.all(
    files.map(async (file) => ({
      file,
      text: await readFile(file, 'utf8').catch(() => {
        throw new UsageError(`${file} cannot be read`);
      }),
    })),
  );
}

async function policyFilesIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} is not there`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true });
  return entries
    .filter((entry) => entry === 'policy.yaml' || entry.endsWith('/policy.yaml'))
    .sort()
    .map((entry) => join(path, entry));
}

async function readVersion({ file: path, text }: TextFile): Promise<PolicyVersionFiles> {
  const folder = dirname(path);
  const accepted = await textOf(acceptedFileOf(path));
  const officers = await textOf(join(folder, '..', 'officers.yaml'));
  return {
    source: { file: relative('', path), text },
    statements: await textOf(join(folder, 'statements.yaml')),
    accepted: accepted === undefined ? [] : parseAcceptances(accepted.text, accepted.file),
    officers: officers === undefined ? [] : parseOfficers(officers.text, officers.file),
  };
}

/** Where the accepted findings of a policy file are kept. */
export const acceptedFileOf = (policyFile: string): string => join(dirname(policyFile), 'accepted.yaml');

async function textOf(path: string): Promise<TextFile | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { file: relative('', path), text };
}
