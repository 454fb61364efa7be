import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { type CivilDate, parsePolicy, type Policy, policyAt } from '#policy';
import { policyFilesAt } from './policy-files.js';
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
export async function newestPolicy(path: string, option?: string): Promise<Policy> {
  return (await versionsAt(path, option)).at(-1)!.policy;
}

/** Oldest first, and at least one. */
export async function policiesAt(given: string | undefined): Promise<readonly Policy[]> {
  return (await versionsAt(given ?? projectPolicies(), '--policy')).map(({ policy }) => policy);
}

export interface VersionAt {
  readonly file: string;
  readonly policy: Policy;
}

/** The versions of a company that a file or a folder names, oldest first, at least one. `option` is what named the path. */
export async function versionsAt(path: string, option?: string): Promise<readonly VersionAt[]> {
  try {
    const files = await policyFilesAt(path);
    const versions = files.map(({ file, text }) => ({ file, policy: parsePolicy(text, file) }));
    const companies = [...new Set(versions.map(({ policy }) => policy.policy))];
    if (companies.length > 1)
      throw new UsageError(`${path} holds policies of ${companies.join(', ')}; name one of their folders`);
    return versions.toSorted((a, b) => (a.policy.validFrom < b.policy.validFrom ? -1 : 1));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UsageError(option === undefined ? words : `${option}: ${words}`, { cause: error });
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
