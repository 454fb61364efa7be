import type { Language, Policy } from '#policy';

/** What one policy version says and what the project does, each as it was found. */
export interface NoticeAndCode {
  readonly policy: Policy;
  /** The full notice as HTML, for each language the policy promises. */
  readonly notices: readonly { readonly lang: Language; readonly html: string }[];
  /** Whether a feature folder says that it carries out the element with this id. */
  readonly isCarriedOut: (id: string) => boolean;
  /** Field classes and categories that the services' code stores under. */
  readonly stored: { readonly fieldClasses: readonly string[]; readonly categories: readonly string[] };
  /** Statements the trace shows as not enforced yet. */
  readonly planned: readonly string[];
}

/** What is done and not disclosed, and what is promised and carried out by nothing; one line each. */
export function noticeGaps(found: NoticeAndCode): string[] {
  return [...undisclosed(found), ...undeclared(found), ...uncarried(found)];
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

function uncarried({ policy, isCarriedOut, planned }: NoticeAndCode): string[] {
  return [...policy.elements.values()]
    .filter(({ id, statements }) => !isCarriedOut(id) && !statements.every((each) => planned.includes(each)))
    .map(({ id }) => `${id} promises what no folder carries out, and the trace does not say so`);
}
