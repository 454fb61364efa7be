import type { Element, Language } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { closest, type PolicyProblem } from '../model/policy-problem.js';
import { type PolicyFile, readPolicyFile } from '../model/policy-file.js';
import { fill } from './fill.js';
import { en } from './texts/en.js';

/** What a company says of one element, in plain words. Numbers and dates never stand here: the policy has them. */
export interface ElementText {
  readonly name: string;
  readonly says?: string;
  /** A purpose that rests on a legitimate interest: which. */
  readonly interest?: string;
  /** A right: its limits, in the order of the policy. */
  readonly limits?: readonly string[];
  /** A category: its fields by name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** A source: what the policy names, where that is no name of its own in every language. */
  readonly names?: readonly string[];
}

/** Element id → its text, in one language. */
export type NoticeTexts = ReadonlyMap<string, ElementText>;

/** Kinds and elements the framework has words for in every language; all others need the company's own. */
const spokenForByFramework = new Set([
  'controller',
  'basis',
  'transfer',
  'relationship',
  'accounting',
  'review',
  'deadline',
  'contact',
  'notice',
  'authority',
  ...Object.keys(en.ownRoles).map((name) => `role.${name}`),
]);
/** Kinds whose name says it all. */
const namedOnly = new Set(['channel', 'audience', 'kind']);
const keys = ['name', 'says', 'interest', 'limits', 'fields', 'names'];

/** Reads one language's texts of a policy version. Throws the first `PolicyProblem`. */
export function parseTexts(text: string, file: string, policy: Policy): NoticeTexts {
  const source = readPolicyFile(text, file);
  const [problem] = problemsOf(source, policy);
  if (problem !== undefined) throw problem;
  return new Map(Object.entries(filled(source.value, placeholders(policy)) as Record<string, ElementText>));
}

/** Everything wrong with a file of texts: unknown or missing ids and parts, digits, unknown placeholders. */
export function textProblems(text: string, file: string, policy: Policy): PolicyProblem[] {
  return problemsOf(readPolicyFile(text, file), policy);
}

function problemsOf(source: PolicyFile, policy: Policy): PolicyProblem[] {
  if (source.problems.length > 0) return [...source.problems];
  const said = source.value;
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    return [source.problemAt([], 'must hold element ids with their texts')];
  const found = Object.entries(said).flatMap(([id, value]) => entryProblems(source, policy, id, value));
  const missing = [...policy.elements.values()].filter(({ id }) => needsText(id) && !(id in said));
  return [...found, ...missing.map(({ id }) => source.problemAt([], `has no text for ${id}`))];
}

function needsText(id: string): boolean {
  return !spokenForByFramework.has(kindOf(id)) && !spokenForByFramework.has(id);
}

export const kindOf = (id: string): string => id.slice(0, id.indexOf('.'));

function entryProblems(source: PolicyFile, policy: Policy, id: string, value: unknown): PolicyProblem[] {
  const element = policy.elements.get(id);
  if (element === undefined) {
    return [
      source.problemAtKey([id], `is no element of ${policy.version}`, closest(id, policy.elements.keys())),
    ];
  }
  if (typeof value !== 'object' || value === null) return [source.problemAt([id], 'must hold name and says')];
  const unknown = Object.keys(value)
    .filter((key) => !keys.includes(key))
    .map((key) => source.problemAtKey([id, key], `"${key}" is unknown`, closest(key, keys)));
  return [
    ...unknown,
    ...shapeProblems(source, element, value),
    ...wordingProblems(source, policy, [id], value),
  ];
}

function shapeProblems(source: PolicyFile, element: Element, text: Partial<ElementText>): PolicyProblem[] {
  const at = (key: string, problem: string): PolicyProblem => source.problemAt([element.id, key], problem);
  const found: PolicyProblem[] = [];
  const {
    interest,
    limits = [],
    fields = [],
    names = [],
  } = element as {
    interest?: string;
    limits?: readonly unknown[];
    fields?: readonly string[];
    names?: readonly string[];
  };
  if (blank(text.name)) found.push(at('name', 'name is needed'));
  if (!namedOnly.has(kindOf(element.id)) && needsText(element.id) && blank(text.says))
    found.push(at('says', 'says is needed'));
  if (blank(text.interest) !== (interest === undefined))
    found.push(at('interest', 'interest is needed just where the policy names one'));
  if (countOf(text.limits) !== limits.length)
    found.push(at('limits', `the policy has ${limits.length} limits here, the text another number`));
  if (text.names !== undefined && countOf(text.names) !== names.length)
    found.push(at('names', `the policy has ${names.length} names here, the text another number`));
  const named = Object.keys(text.fields ?? {});
  for (const field of fields.filter((field) => !named.includes(field)))
    found.push(at('fields', `the field ${field} has no name`));
  for (const field of named.filter((field) => !fields.includes(field)))
    found.push(at('fields', `the policy has no field ${field} here`));
  return found;
}

const countOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const blank = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

function wordingProblems(
  source: PolicyFile,
  policy: Policy,
  path: readonly string[],
  value: unknown,
): PolicyProblem[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) =>
      wordingProblems(source, policy, [...path, key], inner),
    );
  if (typeof value !== 'string') return [source.problemAt(path, 'must be text')];
  if (/\d/.test(value))
    return [source.problemAt(path, 'has a digit: numbers and dates come from the policy')];
  const known = Object.keys(placeholders(policy));
  return [...value.matchAll(/\{([^{}]*)\}/g)]
    .filter(([, name = '']) => !known.includes(name))
    .map(([whole, name = '']) =>
      source.problemAt(path, `the placeholder ${whole} is unknown`, closest(name, known)),
    );
}

const placeholders = ({ controller }: Policy): Record<string, string> => ({
  organisation: controller.organisation,
  street: controller.street,
  city: controller.city,
});

function filled(value: unknown, values: Record<string, string>): unknown {
  if (typeof value === 'string') return fill(value, values);
  if (Array.isArray(value)) return value.map((each) => filled(each, values));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, inner]) => [key, filled(inner, values)]),
  );
}

/** The texts of a language; a policy that has none for it cannot be shown in it, and no other takes its place. */
export function textsIn(
  texts: Readonly<Partial<Record<Language, NoticeTexts>>>,
  lang: Language,
  policy: Policy,
): NoticeTexts {
  const found = texts[lang];
  if (found !== undefined) return found;
  const known = Object.keys(texts);
  throw new RangeError(
    `${policy.version} has no texts in ${lang}; it has them in ${known.length > 0 ? known.join(', ') : 'no language'}`,
  );
}

/** The texts of a version in each language it has a file for. Throws the first `PolicyProblem`. */
export function noticeTexts(
  files: readonly { readonly lang: Language; readonly file: string; readonly text: string }[],
  policy: Policy,
): Readonly<Partial<Record<Language, NoticeTexts>>> {
  return Object.fromEntries(files.map(({ lang, file, text }) => [lang, parseTexts(text, file, policy)]));
}
