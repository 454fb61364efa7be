import type { Element } from '../model/elements.js';
import { isElement } from '../model/index-policy.js';
import type { Policy, PolicyDocument } from '../model/policy.js';
import { consentsToAskAgain } from './consents-to-ask-again.js';
import { mattersOf } from './matters.js';
import type { Matter, PolicyChange } from './policy-change.js';
import { wordsOf } from './words.js';

type Difference = Omit<PolicyChange, 'matters' | 'words'> & { readonly section: string };

/** A version's own name and start, and what is looked up from the rest. */
const notCompared = new Set([
  'policy',
  'validFrom',
  'version',
  'maxStalenessMs',
  'elements',
  'byName',
  'eeaCountries',
  'rulesOf',
  'holdsOf',
]);

/** What differs from one version to another, in the order of the later one; what is gone comes where it was. */
export function diffPolicies(before: Policy, after: Policy): readonly PolicyChange[] {
  const asked = consentsToAskAgain(before, after);
  return sectionsOf(before, after)
    .flatMap((section) => differencesIn(section, before, after))
    .map(({ section, ...difference }) => {
      const again = asked.some(({ element }) => element === difference.element) && touchesConsent(difference);
      const found = mattersOf(section, difference);
      const matters: readonly Matter[] = again ? ['consent', ...found] : found;
      return { ...difference, matters, words: wordsOf(difference) };
    });
}

/** Of an element that asks for consent again, only the field that made it do so. */
function touchesConsent({ kind, field }: Pick<PolicyChange, 'kind' | 'field'>): boolean {
  return kind === 'added' || consentFields.has(field);
}

const consentFields: ReadonlySet<string | undefined> = new Set([
  'categories',
  'fields',
  'nature',
  'purposes',
  'role',
  'country',
]);

function sectionsOf(before: PolicyDocument, after: PolicyDocument): string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].filter((key) => !notCompared.has(key));
}

function differencesIn(section: string, before: Policy, after: Policy): Difference[] {
  const then = elementsIn(before, section);
  const now = elementsIn(after, section);
  const ids = [...new Set([...now.keys(), ...then.keys()])];
  return ids.flatMap((id) => compare(section, id, then.get(id), now.get(id)));
}

/** The elements of a section by id; a bare value stands as the one field of an element named by its key. */
function elementsIn(policy: Policy, section: string): ReadonlyMap<string, Partial<Element>> {
  const value = (policy as unknown as Record<string, unknown>)[section];
  if (value === undefined) return new Map();
  const bare = { id: section, [section]: value };
  const elements = Array.isArray(value) ? (value as Element[]) : [isElement(value) ? value : bare];
  return new Map(elements.map((element) => [element.id, element]));
}

function compare(
  section: string,
  id: string,
  then: Partial<Element> | undefined,
  now: Partial<Element> | undefined,
): Difference[] {
  const about = { section, element: id, statements: (now ?? then)?.statements ?? [] };
  if (then === undefined) return [{ ...about, kind: 'added', after: saidOf(now) }];
  if (now === undefined) return [{ ...about, kind: 'removed', before: saidOf(then) }];
  const [before, after] = [fieldsOf(saidOf(then)), fieldsOf(saidOf(now))];
  return [...new Set([...after.keys(), ...before.keys()])]
    .filter((field) => !isSame(before.get(field), after.get(field)))
    .map((field) => ({
      ...about,
      kind: 'changed' as const,
      field,
      ...(before.has(field) && { before: before.get(field) }),
      ...(after.has(field) && { after: after.get(field) }),
    }));
}

/** What an element says: without its name, and without the code that versions published before name. */
function saidOf(element: (Partial<Element> & { readonly carriedOutBy?: unknown }) | undefined): object {
  const { name: _name, carriedOutBy: _code, ...rest } = element ?? {};
  return rest;
}

function fieldsOf(value: object, path = ''): Map<string, unknown> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]): (readonly [string, unknown])[] =>
      isRecord(inner) ? [...fieldsOf(inner, `${path}${key}.`)] : [[`${path}${key}`, inner]],
    ),
  );
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Neither the order of a list nor how often it names a thing says anything in a policy. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify([asSet(one)]) === JSON.stringify([asSet(other)]);
}

function asSet(value: unknown): unknown {
  return Array.isArray(value) ? [...new Set(value.map((each) => JSON.stringify(each)))].sort() : value;
}
