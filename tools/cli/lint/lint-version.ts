import { type Finding, type JudgedFindings, lintFile, openFindings } from '#policy';
import { isSignedBy, sha256 } from '#service';
import type { PolicyVersionFiles } from '../policy-files.js';

/** What the lint says of one version, its accepted findings set apart. */
export interface LintedVersion extends JudgedFindings {
  readonly file: string;
  /** Left out where the file could not be read. */
  readonly version?: string;
}

/** Lints one version as of a date, and judges what was accepted. */
export function lintVersion(files: PolicyVersionFiles, on: string): LintedVersion {
  const { source, statements } = files;
  const { policy, findings } = lintFile(source, { on, statements });
  if (policy === undefined) return { file: source.file, open: findings, accepted: [], blocking: findings };
  const verify = (officer: string, text: string, signature: string): boolean =>
    isSignedBy(files.officers, officer, text, signature);
  const judged = openFindings(findings, files.accepted, { policy, on, sha256, verify });
  return { file: source.file, version: policy.version, ...judged };
}

export const placed = ({ place: { file, line, column, pointer } }: Finding, of: string): string =>
  `${file ?? of}:${line ?? 1}:${column ?? 1} ${pointer}`.trimEnd();
