import { elementsOf } from './index-policy.js';
import type { Element } from './elements.js';
import type { PolicyDocument } from './policy.js';
import type { PolicyFile } from './policy-file.js';
import { type PolicyProblem, closest } from './policy-problem.js';
import { requiredElements } from './required-elements.js';

type Section = keyof PolicyDocument;

/** [section of the reference, path inside its element, section that must declare the name] */
const references: readonly (readonly [Section, readonly string[], Section])[] = [
  ['categories', ['sources'], 'sources'],
  ['fieldClasses', ['category'], 'categories'],
  ['purposes', ['categories'], 'categories'],
  ['purposes', ['channels'], 'channels'],
  ['purposes', ['retention'], 'retention'],
  ['purposes', ['objectionAlsoStops'], 'purposes'],
  ['recipients', ['purposes'], 'purposes'],
  ['recipients', ['categories'], 'categories'],
  ['recipients', ['transfer', 'mechanism'], 'mechanisms'],
  ['retention', ['fieldClasses'], 'fieldClasses'],
  ['retention', ['subjectKinds'], 'subjectKinds'],
  ['holds', ['fieldClasses'], 'fieldClasses'],
  ['topics', ['purpose'], 'purposes'],
  ['compliance', ['fieldClasses'], 'fieldClasses'],
];

/** What no schema sees: ids used twice, names nobody declares, elements the rules need and do not find. */
export function referenceProblems(source: PolicyFile, document: PolicyDocument): PolicyProblem[] {
  return [
    ...duplicates(source, document),
    ...references.flatMap(([section, path, target]) => dangling(source, document, section, path, target)),
    ...missing(source, document),
    ...interestsUnnamed(source, document),
  ];
}

function duplicates(source: PolicyFile, document: PolicyDocument): PolicyProblem[] {
  return Object.entries(document).flatMap(([section, value]) =>
    Array.isArray(value) ? repeatedIds(source, [section], value as Element[]) : [],
  );
}

/** What ids of a list come again; those of different sections start differently. */
export function repeatedIds(
  source: PolicyFile,
  path: readonly string[],
  list: readonly { readonly id: string }[],
): PolicyProblem[] {
  const ids = list.map(({ id }) => id);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) < index ? [source.problemAt([...path, index, 'id'], `the id ${id} is used twice`)] : [],
  );
}

function dangling(
  source: PolicyFile,
  document: PolicyDocument,
  section: Section,
  path: readonly string[],
  target: Section,
): PolicyProblem[] {
  const declared = new Set((document[target] as readonly Element[]).map(({ name }) => name));
  return (document[section] as readonly Element[]).flatMap((element, index) => {
    const value = path.reduce<unknown>(
      (at, key) => (at as Record<string, unknown> | undefined)?.[key],
      element,
    );
    const names = value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
    return names.map(String).flatMap((name, position) => {
      if (declared.has(name)) return [];
      const place = [section, index, ...path, ...(Array.isArray(value) ? [position] : [])];
      return [source.problemAt(place, `${target} declares no "${name}"`, closest(name, declared))];
    });
  });
}

function missing(source: PolicyFile, document: PolicyDocument): PolicyProblem[] {
  const ids = new Set(elementsOf(document).map(({ id }) => id));
  return requiredElements
    .filter((id) => !ids.has(id))
    .map((id) => source.problemAt([], `the element ${id} is missing`));
}

/** Art. 13(1)(d): a legitimate interest is named, and can be objected to. */
function interestsUnnamed(source: PolicyFile, document: PolicyDocument): PolicyProblem[] {
  return document.purposes.flatMap((purpose, index) =>
    purpose.basis === 'legitimate-interest' &&
    (purpose.interest === undefined || purpose.objection === undefined)
      ? [
          source.problemAt(
            ['purposes', index],
            `${purpose.id} must name its interest and its objection (Art. 13(1)(d), 21)`,
          ),
        ]
      : [],
  );
}
