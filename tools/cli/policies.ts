import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { type CivilDate, parsePolicy, type Policy, policyAt } from '#policy';
import { UsageError } from './surroundings.js';

export const withPolicy = (command: Command): Command =>
  command.addOption(
    new Option(
      '--policy <path>',
      "a policy file, or a folder of dated versions (the project's policies/midare)",
    ),
  );

/** The version in force on a date, of those at `--policy`. Before the first there was none. */
export async function policyInForce(given: string | undefined, on: CivilDate): Promise<Policy> {
  const policies = await policiesAt(given);
  const [first] = policies;
  if (first === undefined || on < first.validFrom)
    throw new UsageError(`--policy: none is in force on ${on}, the first is valid from ${first?.validFrom}`);
  return policyAt(policies, on);
}

/** As `policyInForce`, and the first version for the time before it: for questions that the law answers, not the company. */
export async function policyForLaw(given: string | undefined, on: CivilDate): Promise<Policy> {
  const policies = await policiesAt(given);
  const [first] = policies;
  return first !== undefined && on < first.validFrom ? first : policyAt(policies, on);
}

/** The version a path means where no day is asked about: the only one, or the last to come into force. */
export async function newestPolicy(path: string): Promise<Policy> {
  return (await policiesAt(path)).at(-1)!;
}

/** Oldest first, and at least one. */
export async function policiesAt(given: string | undefined): Promise<readonly Policy[]> {
  const path = given ?? projectPolicies();
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`--policy: there is nothing at ${path}`);
  if (!found.isDirectory()) return [await readPolicy(path)];
  const direct = join(path, 'policy.yaml');
  if (existsSync(direct)) return [await readPolicy(direct)];
  const files = (await readdir(path))
    .filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
    .sort()
    .map((version) => join(path, version, 'policy.yaml'))
    .filter((file) => existsSync(file));
  if (files.length === 0) throw new UsageError(`--policy: no <validFrom>/policy.yaml in ${path}`);
  return Promise.all(files.map(readPolicy));
}

async function readPolicy(file: string): Promise<Policy> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--policy: ${file} cannot be read`);
  });
  try {
    return parsePolicy(text, file);
  } catch (error) {
    throw new UsageError(`--policy: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The folder that is meant where none is named. */
export const projectPolicies = (): string => join(rootWith('policies/midare') ?? '', 'policies/midare');

/** The project, from the sources as from `dist`, wherever the command was called; nothing where it has no such path. */
export function rootWith(path: string): string | undefined {
  let root = import.meta.dirname;
  while (!existsSync(join(root, path))) {
    if (dirname(root) === root) return undefined;
    root = dirname(root);
  }
  return root;
}
