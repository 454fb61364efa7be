import { type Acceptance, parseAcceptances } from '../acceptance/acceptance.js';
import { type AcceptanceJudge, openFindings } from '../acceptance/open-findings.js';
import type { Finding } from '../lint/finding.js';
import { lintFile } from '../lint/lint-file.js';
import { type CivilDate, languages } from '../model/elements.js';
import { readPolicy } from '../model/parse-policy.js';
import type { Policy } from '../model/policy.js';
import { parseStatements } from '../model/statements.js';
import { noticeTexts, textProblems } from '../render/notice-texts.js';
import { renderNotice } from '../render/render-notice.js';
import type { PolicyFileText } from './publication.js';

/** `file` is the place in the list of files; none where the list itself is meant. */
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
const fileOfTexts = (lang: string): string => `texts/${lang}.yaml`;
const TEXTS = new Set(languages.map(fileOfTexts));

/** Whether files are a version that may be published: whole, of this company, still to come, and lawful or accepted. */
export function judgePublication(files: readonly PolicyFileText[], publishing: Publishing): Judgement {
  const read = readVersion(files);
  if ('refusals' in read) return { unlawful: false, refusals: read.refusals };
  const { policy } = read;
  const { today, judge } = publishing;
  const wrong = dateProblem(policy, publishing) ?? classProblem(policy, publishing);
  if (wrong !== undefined)
    return { unlawful: false, refusals: [{ file: placeOf(files, POLICY), reason: wrong }] };
  const { findings } = lintFile(sourceOf(files, POLICY), {
    on: today,
    statements: sourceOf(files, STATEMENTS),
  });
  const acceptances = parseAcceptances(textOf(files, ACCEPTED), ACCEPTED);
  const judged = openFindings(findings, acceptances, { ...judge, policy, on: today });
  return judged.blocking.length > 0
    ? { unlawful: true, refusals: judged.blocking.map((one) => refusalOf(files, one)) }
    : { sound: { policy, accepted: judged.accepted.map(({ acceptance }) => acceptance) } };
}

/**
 * The policy of a version's files; or why they are not whole, whatever the day: unreadable, or without words to show it
 * in.
 */
export function readVersion(
  files: readonly PolicyFileText[],
): { readonly policy: Policy } | { readonly refusals: readonly Refusal[] } {
  const names = files.map(({ name }) => name);
  const missing = [POLICY, STATEMENTS].filter((name) => !names.includes(name));
  if (missing.length > 0) return { refusals: missing.map((name) => ({ reason: `${name} is missing` })) };
  const { policy, problems } = readPolicy(textOf(files, POLICY), POLICY);
  const refusals = [
    ...files.flatMap(({ name }, file) =>
      names.indexOf(name) === file ? [] : [{ file, reason: 'has the name of another file' }],
    ),
    ...problems.map(({ message }) => ({ file: placeOf(files, POLICY), reason: message })),
    ...files.flatMap(({ name, text }, file) => unreadable(name, text).map((reason) => ({ file, reason }))),
  ];
  if (policy === undefined || refusals.length > 0) return { refusals };
  const words = wordProblems(files, policy);
  const wrong = words.length > 0 ? words : unshownIn(files, policy);
  return wrong.length > 0 ? { refusals: wrong } : { policy };
}

const placeOf = (files: readonly PolicyFileText[], name: string): number =>
  files.findIndex((file) => file.name === name);

const textOf = (files: readonly PolicyFileText[], name: string): string =>
  files.find((file) => file.name === name)?.text ?? '';

const sourceOf = (files: readonly PolicyFileText[], file: string): { file: string; text: string } => ({
  file,
  text: textOf(files, file),
});

function unreadable(name: string, text: string): string[] {
  try {
    if (name === STATEMENTS) parseStatements(text, name);
    if (name === ACCEPTED) parseAcceptances(text, name);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** A language without texts would leave people without a notice from the version's first day on. */
function wordProblems(files: readonly PolicyFileText[], policy: Policy): Refusal[] {
  const missing = policy.notice.languages
    .filter((lang) => placeOf(files, fileOfTexts(lang)) < 0)
    .map((lang) => ({ reason: `${fileOfTexts(lang)} is missing: notice.languages names ${lang}` }));
  const wrong = files.flatMap(({ name, text }, file) =>
    TEXTS.has(name) ? textProblems(text, name, policy).map(({ message }) => ({ file, reason: message })) : [],
  );
  return [...missing, ...wrong];
}

/** What keeps the whole notice from being shown in each of its languages, as a word that a language has not. */
function unshownIn(files: readonly PolicyFileText[], policy: Policy): Refusal[] {
  const { languages: shown } = policy.notice;
  const texts = noticeTexts(
    shown.map((lang) => ({ lang, ...sourceOf(files, fileOfTexts(lang)) })),
    policy,
  );
  return shown.flatMap((lang) => {
    try {
      renderNotice(policy, texts, { lang, as: 'text', on: policy.validFrom });
      return [];
    } catch (error) {
      return [{ file: placeOf(files, POLICY), reason: (error as Error).message }];
    }
  });
}

function dateProblem(
  { policy: company, validFrom }: Policy,
  { today, versions }: Publishing,
): string | undefined {
  const newest = versions.at(-1);
  if (newest !== undefined && newest.policy !== company) return `/policy must be ${newest.policy}`;
  if (validFrom <= today) return '/validFrom must lie after today';
  if (newest !== undefined && validFrom <= newest.validFrom)
    return `/validFrom must lie after ${newest.validFrom}, where the newest version starts`;
  return undefined;
}

/** What is held under a class that no version declares any more would be due at once, whatever law keeps it. */
function classProblem({ fieldClasses }: Policy, { versions }: Publishing): string | undefined {
  const declared = new Set(fieldClasses.map(({ name }) => name));
  const dropped =
    versions.at(-1)?.fieldClasses.flatMap(({ name }) => (declared.has(name) ? [] : [name])) ?? [];
  return dropped.length === 0
    ? undefined
    : `/fieldClasses must still declare ${dropped.join(', ')}: data is held under it; a retention rule says when it goes`;
}

/** What stops a publish stands in the policy file: acceptances that do not hold are warnings. */
function refusalOf(files: readonly PolicyFileText[], finding: Finding): Refusal {
  const { rule, article, place, why, mend } = finding;
  const where = `${[place.line, place.column].join(':')} ${place.pointer}`;
  return { file: placeOf(files, POLICY), reason: `${where} ${rule} (${article}): ${why} ${mend}` };
}
