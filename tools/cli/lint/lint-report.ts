import type { Finding } from '#policy';
import { placed, type LintedVersion } from './lint-version.js';

/** The findings for a person to read: where, what, by which article, why, and how to mend it. */
export function lintReport(versions: readonly LintedVersion[]): string {
  return versions.map(versionReport).join('\n\n');
}

function versionReport({ file, version, open, accepted }: LintedVersion): string {
  const blocks = open.map((finding) => findingReport(finding, file));
  const taken = accepted.map(
    ({ finding, acceptance: { by, expires, reason } }) =>
      `${placed(finding, file)}\n  accepted: ${finding.rule} at ${finding.element}, by ${by} up to ${expires}: ${reason}`,
  );
  return [...blocks, ...taken, `${version ?? file}: ${counted(open, accepted.length)}`].join('\n');
}

function findingReport(finding: Finding, file: string): string {
  const { rule, severity, element, article, why, mend, statements } = finding;
  return [
    placed(finding, file),
    `  ${severity}: ${rule}${element === '' ? '' : ` at ${element}`} (${article})`,
    `  why:  ${why}`,
    `  mend: ${mend}`,
    ...(statements.length === 0 ? [] : [`  says: ${statements.join(', ')}`]),
  ].join('\n');
}

/** `2 errors, 1 conflict, 3 warnings, 1 accepted` */
export function counted(open: readonly Finding[], accepted: number): string {
  const kinds = (['error', 'conflict', 'warning'] as const).map((kind) => {
    const count = open.filter(({ severity }) => severity === kind).length;
    return `${count} ${kind}${count === 1 ? '' : 's'}`;
  });
  return [...kinds, ...(accepted === 0 ? [] : [`${accepted} accepted`])].join(', ');
}
