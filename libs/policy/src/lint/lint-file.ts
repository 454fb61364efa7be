import type { CivilDate } from '../model/elements.js';
import { readPolicy } from '../model/parse-policy.js';
import type { PolicyProblem } from '../model/policy-problem.js';
import type { Policy } from '../model/policy.js';
import { parseStatements, statementGaps } from '../model/statements.js';
import type { Finding, Place } from './finding.js';
import { lintPolicy } from './lint-policy.js';

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** What a lint of files gives: the policy where it could be read, and everything that was found. */
export interface LintedFile {
  readonly policy?: Policy;
  readonly findings: readonly Finding[];
}

/** The day a version is judged on: never one before it is in force. */
export const judgedOn = ({ validFrom }: Pick<Policy, 'validFrom'>, on: CivilDate): CivilDate =>
  on > validFrom ? on : validFrom;

/**
 * Lints a policy file, with the statements it carries where they are given.
 *
 * `on` is the date to judge on, or the policy's first day if that is later. Throws if the statements cannot be read.
 */
export function lintFile(
  source: TextFile,
  { on, statements }: { readonly on: CivilDate; readonly statements?: TextFile },
): LintedFile {
  const { source: read, policy, problems } = readPolicy(source.text, source.file);
  if (policy === undefined) return { findings: problems.map(unusable) };
  const locate = (path: readonly (string | number)[]): Place => {
    const { file, line, column, path: pointer } = read.problemAt(path, '');
    return { file, line, column, pointer };
  };
  const findings = lintPolicy(policy, { on: judgedOn(policy, on), locate });
  return {
    policy,
    findings: [...findings, ...(statements === undefined ? [] : gaps(policy, statements, locate))],
  };
}

function unusable(problem: PolicyProblem): Finding {
  const { file, line, column, path: pointer, suggestion } = problem;
  return {
    rule: 'file.unusable',
    severity: 'error',
    article: 'GDPR Art. 5(2)',
    element: '',
    concerns: [],
    place: { file, line, column, pointer },
    why: problem.problem,
    mend:
      suggestion === undefined
        ? 'Mend the file; nothing runs on it as it is.'
        : `Did you mean "${suggestion}"?`,
    statements: [],
  };
}

function gaps(
  policy: Policy,
  { text, file }: TextFile,
  locate: (path: readonly (string | number)[]) => Place,
): Finding[] {
  const { uncarried, unknown } = statementGaps(policy, parseStatements(text, file));
  const common = { article: 'GDPR Art. 5(1)(a), 5(2)', concerns: [] };
  return [
    ...uncarried.map((id) => ({
      ...common,
      rule: 'statement.uncarried',
      severity: 'error' as const,
      element: policy.notice.id,
      place: locate(['notice']),
      why: `The notice says ${id}, and no element of the policy carries it.`,
      mend: 'Add the statement to the element that carries it, or an element for it.',
      statements: [id],
    })),
    ...unknown.map(({ element, statement, suggestion }) => ({
      ...common,
      rule: 'statement.unknown',
      severity: 'error' as const,
      element,
      place: locate([]),
      why: `${element} stands for ${statement}, which the notice does not say.`,
      mend: suggestion === undefined ? `Write the statement in ${file}.` : `Did you mean ${suggestion}?`,
      statements: [statement],
    })),
  ];
}
