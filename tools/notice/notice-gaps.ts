import type { Element, Language, Policy } from '#policy';

/** What one policy version says and what the project does, each as it was found. */
export interface NoticeAndCode {
  readonly policy: Policy;
  /** The full notice as HTML, for each language the policy promises. */
  readonly notices: readonly { readonly lang: Language; readonly html: string }[];
  /** `<service>/<folder>` of every feature there is. */
  readonly features: readonly string[];
  /** Features that carry out no element, each with its reason. */
  readonly exempt: Readonly<Record<string, string>>;
  /** Field classes and categories that the services' code stores under. */
  readonly stored: { readonly fieldClasses: readonly string[]; readonly categories: readonly string[] };
  /** Statements the trace shows as not enforced yet. */
  readonly planned: readonly string[];
}

/** What is done and not disclosed, and what is promised and carried out by nothing; one line each. */
export function noticeGaps(found: NoticeAndCode): string[] {
  return [...undisclosed(found), ...undeclared(found), ...unnamed(found), ...uncarried(found)];
}

/** Services act on the elements of the policy alone, so each of them must reach the reader. */
function undisclosed({ policy, notices }: NoticeAndCode): string[] {
  return notices.flatMap(({ lang, html }) =>
    [...policy.elements.keys()]
      .filter((id) => !html.includes(` id="${id}"`))
      .map((id) => `The notice in ${lang} does not tell of ${id}, which services act on`),
  );
}

function undeclared({ policy, stored }: NoticeAndCode): string[] {
  const declared = new Set(policy.fieldClasses.map(({ name }) => name));
  return [
    ...stored.fieldClasses
      .filter((name) => !declared.has(name))
      .map((name) => `Services store the field class ${name}, which the policy does not declare`),
    ...stored.categories
      .filter((name) => !policy.byName.categories.has(name))
      .map((name) => `Services store the category ${name}, which the policy does not declare`),
  ];
}

function unnamed({ policy, features, exempt }: NoticeAndCode): string[] {
  const named = new Set([...policy.elements.values()].flatMap(({ carriedOutBy = [] }) => carriedOutBy));
  return [
    ...features
      .filter((feature) => !named.has(feature) && !(feature in exempt))
      .map((feature) => `apps: ${feature} does what no element of the policy names in carriedOutBy`),
    ...Object.keys(exempt)
      .filter((feature) => named.has(feature) || !features.includes(feature))
      .map((feature) => `exempt.yaml: ${feature} needs no exemption`),
  ];
}

function uncarried({ policy, features, planned }: NoticeAndCode): string[] {
  return [...policy.elements.values()].flatMap((element) => [
    ...missingFolders(element, features),
    ...(isCarriedOut(element) || element.statements.every((id) => planned.includes(id))
      ? []
      : [`${element.id} promises what no folder carries out, and the trace does not say so`]),
  ]);
}

const isCarriedOut = ({ carriedOutBy = [] }: Element): boolean => carriedOutBy.length > 0;

const missingFolders = ({ id, carriedOutBy = [] }: Element, features: readonly string[]): string[] =>
  carriedOutBy
    .filter((feature) => !features.includes(feature))
    .map((feature) => `${id} is carried out by ${feature}, which is not there`);
