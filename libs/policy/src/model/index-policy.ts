import type { Element, Hold, RetentionRule } from './elements.js';
import type { Policy, PolicyDocument } from './policy.js';

/** Looks up once what decisions and clocks would otherwise search for each time. */
export function indexPolicy(document: PolicyDocument): Policy {
  const elements = elementsOf(document);
  return {
    ...document,
    version: `${document.policy}/${document.validFrom}`,
    maxStalenessMs: millisecondsOf(document.maxStaleness),
    elements: new Map(elements.map((element) => [element.id, element])),
    byName: {
      audiences: byName(document.audiences),
      subjectKinds: byName(document.subjectKinds),
      categories: byName(document.categories),
      channels: byName(document.channels),
      purposes: byName(document.purposes),
      recipients: byName(document.recipients),
      mechanisms: byName(document.mechanisms),
      holds: byName(document.holds),
      topics: byName(document.topics),
    },
    eeaCountries: new Set(document.eea.countries),
    rulesOf: perFieldClass<RetentionRule>(document, document.retention),
    holdsOf: perFieldClass<Hold>(document, document.holds),
  };
}

/** Every element of the document, in the order of the file. */
export function elementsOf(document: PolicyDocument): Element[] {
  return Object.values(document as unknown as Record<string, unknown>)
    .flat()
    .filter(isElement);
}

/** What has an id; a section may also be a bare value, or be left out. */
export const isElement = (value: unknown): value is Element => Object.hasOwn(Object(value), 'id');

function byName<T extends Element>(elements: readonly T[]): ReadonlyMap<string, T> {
  return new Map(elements.map((element) => [element.name, element]));
}

/** A rule that names no field class covers all of them. */
function perFieldClass<T extends { readonly fieldClasses?: readonly string[] }>(
  document: PolicyDocument,
  rules: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return new Map(
    document.fieldClasses.map(({ name }) => [
      name,
      rules.filter(({ fieldClasses }) => fieldClasses === undefined || fieldClasses.includes(name)),
    ]),
  );
}

function millisecondsOf(duration: string): number {
  const [hours, minutes, seconds] = ['H', 'M', 'S'].map((unit) =>
    Number(new RegExp(`(\\d+)${unit}`).exec(duration)?.[1] ?? 0),
  ) as [number, number, number];
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
