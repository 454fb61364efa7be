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
    .flatMap((section) => (Array.isArray(section) ? (section as unknown[]) : [section]))
    .filter((value): value is Element => typeof value === 'object' && value !== null && 'id' in value);
}

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
  const [, hours, minutes, seconds] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
}
