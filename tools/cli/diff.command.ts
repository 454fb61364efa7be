import { type Command } from 'commander';
import { type ConsentToAskAgain, consentsToAskAgain, diffPolicies, type PolicyChange } from '#policy';
import { show, withFormat } from './output.js';
import { newestPolicy } from './policies.js';
import type { Surroundings } from './surroundings.js';

export function addDiff(program: Command, around: Surroundings): void {
  withFormat(program.command('diff <before> <after>'))
    .description('what changes from one version of a policy to another, in words, and who is asked again')
    .addHelpText(
      'after',
      `
A version is a policy file or the folder it lies in; of a folder of versions, the newest counts.
Differences are an answer, not a fault: the exit code is 0 with them and without.

Examples:
  $ seloste diff policies/acme/2026-01-01 policies/acme/2027-01-01
  $ seloste diff old.yaml new.yaml --format json | jq '.changes[] | select(.matters | index("kept-longer"))'`,
    )
    .action(async (from: string, to: string, options: { format: string }) => {
      const [before, after] = await Promise.all([newestPolicy(from), newestPolicy(to)]);
      const changes = diffPolicies(before, after);
      const asksAgain = consentsToAskAgain(before, after);
      const answer = { before: before.version, after: after.version, changes, asksAgain };
      show(around, options, answer, () => inWords(answer));
    });
}

interface Difference {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly PolicyChange[];
  readonly asksAgain: readonly ConsentToAskAgain[];
}

function inWords({ before, after, changes, asksAgain }: Difference): string {
  if (changes.length === 0) return `${before} and ${after} say the same`;
  const told = changes.filter(({ field }) => !isTracing(field));
  const tracing = changes.length - told.length;
  return [
    `From ${before} to ${after}:`,
    ...told.map(({ words, matters }) => `  ${words} [${matters.join(', ')}]`),
    ...(tracing > 0
      ? [`  ${tracing} more only in what elements are traced to (--format json has them).`]
      : []),
    asksAgain.length === 0 ? 'No consent is asked again.' : 'Consent is asked again for:',
    ...asksAgain.map(({ purpose, category, recipient, element }) => {
      const to = recipient === undefined ? '' : ` to ${recipient}`;
      return `  ${purpose}, of ${category}${to} (${element})`;
    }),
  ].join('\n');
}

/** Which statements of the notice an element comes from: nothing a person would notice. */
const isTracing = (field: string | undefined): boolean => field === 'statements';
