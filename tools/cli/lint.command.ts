import { type Command, Option } from 'commander';
import { counted, lintReport } from './lint/lint-report.js';
import { lintSarif } from './lint/lint-sarif.js';
import { type LintedVersion, lintVersion } from './lint/lint-version.js';
import { dateFor, todayOf } from './moments.js';
import { policyVersions } from './policy-files.js';
import { Failure, type Surroundings } from './surroundings.js';

interface LintOptions {
  readonly on?: string;
  readonly format: 'text' | 'json' | 'sarif';
  readonly failOn: 'error' | 'warning';
}

export function addLint(program: Command, around: Surroundings): void {
  program
    .command('lint <path>')
    .description('check a policy file, or every policy.yaml below a folder, against the law of a date')
    .option(
      '--on <date>',
      'the date to judge on; today, or the first day in force if that is later',
      dateFor('--on'),
    )
    .addOption(
      new Option('--format <format>', 'how to answer').choices(['text', 'json', 'sarif']).default('text'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'from which severity on the exit code is 1')
        .choices(['error', 'warning'])
        .default('error'),
    )
    .addHelpText(
      'after',
      `
Errors are against the law, conflicts are contradictions that a person must choose about; both give exit code 1.
What accepted.yaml beside the policy accepts, signed and not expired, is told apart and does not count.

Examples:
  $ seloste lint policies/acme/2026-01-01/policy.yaml
  $ seloste lint policies --format sarif > lint.sarif
  $ seloste lint policies/acme --on 2027-01-01 --fail-on warning`,
    )
    .action(async (path: string, options: LintOptions) => {
      const on = options.on ?? todayOf(around);
      const versions = (await policyVersions(path)).map((files) => lintVersion(files, on));
      around.out(`${answer(versions, on, options.format)}\n`);
      const stopping = versions.flatMap(({ open, blocking }) =>
        options.failOn === 'warning' ? open : blocking,
      );
      if (stopping.length > 0) throw new Failure(`the policy has ${counted(stopping, 0)}`);
    });
}

function answer(versions: readonly LintedVersion[], on: string, format: LintOptions['format']): string {
  if (format === 'text') return lintReport(versions);
  return JSON.stringify(format === 'sarif' ? lintSarif(versions) : { on, versions }, null, 2);
}
