import {
  type AcceptanceJudge,
  type Acceptance,
  type CivilDate,
  type Finding,
  languages,
  lintFile,
  openFindings,
  parseAcceptances,
  type Policy,
  type PolicyFileText,
  policyProblems,
  parseStatements,
  textProblems,
} from '#policy';

/** `file` is the place in the list of files; none where the request itself is meant. */
export interface Refusal {
  readonly file?: number;
  readonly reason: string;
}

export interface SoundVersion {
  readonly policy: Policy;
  readonly accepted: readonly Acceptance[];
}

export interface Publishing {
  readonly today: CivilDate;
  /** The versions there are, the oldest first. */
  readonly versions: readonly Policy[];
  readonly judge: Pick<AcceptanceJudge, 'sha256' | 'verify'>;
}

export type Judgement =
  | { readonly sound: SoundVersion }
  /** `unlawful`: the lint stops it; else a file or a date is wrong. */
  | { readonly unlawful: boolean; readonly refusals: readonly Refusal[] };

const POLICY = 'policy.yaml';
const STATEMENTS = 'statements.yaml';
const ACCEPTED = 'accepted.yaml';
const TEXTS = new Set(languages.map((lang) => `texts/${lang}.yaml`));

/** Whether files are a version that may be published: readable, of this company, still to come, and lawful or accepted. */
export function judgePublication(files: readonly PolicyFileText[], publishing: Publishing): Judgement {
  const shape = shapeProblems(files);
  if (shape.length > 0) return { unlawful: false, refusals: shape };
  const [policyFile, statements] = [fileNamed(files, POLICY)!, fileNamed(files, STATEMENTS)!];
  const { today } = publishing;
  const { policy, findings } = lintFile(source(policyFile), { on: today, statements: source(statements) });
  if (policy === undefined)
    return { unlawful: false, refusals: findings.map((one) => refusalOf(files, one)) };
  const words = files.flatMap(({ name, text }, file) =>
    TEXTS.has(name) ? textProblems(text, name, policy).map(({ message }) => ({ file, reason: message })) : [],
  );
  if (words.length > 0) return { unlawful: false, refusals: words };
  const dates = dateProblems(policy, publishing);
  if (dates.length > 0) {
    return {
      unlawful: false,
      refusals: dates.map((reason) => ({ file: files.indexOf(policyFile), reason })),
    };
  }
  const acceptances = parseAcceptances(fileNamed(files, ACCEPTED)?.text ?? '', ACCEPTED);
  const judged = openFindings(findings, acceptances, { ...publishing.judge, policy, on: today });
  return judged.blocking.length > 0
    ? { unlawful: true, refusals: judged.blocking.map((one) => refusalOf(files, one)) }
    : { sound: { policy, accepted: judged.accepted.map(({ acceptance }) => acceptance) } };
}

const fileNamed = (files: readonly PolicyFileText[], name: string): PolicyFileText | undefined =>
  files.find((file) => file.name === name);

const source = ({ name: file, text }: PolicyFileText): { file: string; text: string } => ({ file, text });

function shapeProblems(files: readonly PolicyFileText[]): Refusal[] {
  const names = files.map(({ name }) => name);
  const missing = [POLICY, STATEMENTS].filter((name) => !names.includes(name));
  if (missing.length > 0) return missing.map((name) => ({ reason: `${name} is missing` }));
  const twice = files.flatMap(({ name }, file) =>
    names.indexOf(name) === file ? [] : [{ file, reason: 'has the name of another file' }],
  );
  return [...twice, ...files.flatMap(({ name, text }, file) => unreadable(name, text, file))];
}

function unreadable(name: string, text: string, file: number): Refusal[] {
  if (name === POLICY) return policyProblems(text, name).map(({ message }) => ({ file, reason: message }));
  try {
    if (name === STATEMENTS) parseStatements(text, name);
    if (name === ACCEPTED) parseAcceptances(text, name);
    return [];
  } catch (error) {
    return [{ file, reason: error instanceof Error ? error.message : 'cannot be read' }];
  }
}

function dateProblems({ policy: company, validFrom }: Policy, { today, versions }: Publishing): string[] {
  const newest = versions.at(-1);
  if (newest !== undefined && newest.policy !== company) return [`/policy must be ${newest.policy}`];
  if (validFrom <= today) return ['/validFrom must lie after today'];
  if (newest !== undefined && validFrom <= newest.validFrom)
    return [`/validFrom must lie after ${newest.validFrom}, where the newest version starts`];
  return [];
}

function refusalOf(files: readonly PolicyFileText[], finding: Finding): Refusal {
  const { rule, article, place, why, mend } = finding;
  const where =
    place.line === undefined ? place.pointer : `${place.line}:${place.column ?? 1} ${place.pointer}`;
  const file = files.findIndex(({ name }) => name === (place.file ?? POLICY));
  return { ...(file >= 0 && { file }), reason: `${where} ${rule} (${article}): ${why} ${mend}` };
}
