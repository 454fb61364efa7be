import type { Law } from '../../law/law.js';
import type { LintRule } from '../rule.js';

/** What must not stand in any text of the policy. */
export const textRules: readonly LintRule[] = [
  {
    id: 'text.personal-identity-code',
    severity: 'error',
    article: 'Act 1050/2018 §29',
    finds: 'A text holds a Finnish personal identity code.',
    find: ({ policy, law }) =>
      [...policy.elements.values()].flatMap((element) =>
        Object.entries(element)
          .filter(([, value]) => holdsIdentityCode(JSON.stringify(value), law))
          .map(([key]) => ({
            element,
            key,
            why: `${key} of ${element.id} holds a personal identity code.`,
            mend: 'Take it out, and out of the history of the file too. A policy is about kinds of data, never about a person.',
          })),
      ),
  },
  {
    id: 'text.names-code',
    severity: 'warning',
    article: 'GDPR Art. 5(2)',
    finds: 'An element names the code that carries it out.',
    find: ({ policy }) =>
      [...policy.elements.values()]
        .filter((element) => 'carriedOutBy' in element)
        .map((element) => ({
          element,
          key: 'carriedOutBy',
          why: `${element.id} names feature folders. Officers sign what is done, and nothing reads by which code.`,
          mend: `Take carriedOutBy out, and name ${element.id} in the carries-out.yaml of the feature folder.`,
        })),
  },
];

/** The check character tells a code from any other row of digits. */
function holdsIdentityCode(text: string, { personalIdentityCode }: Law): boolean {
  return personalIdentityCode.some(({ pattern, checkCharacters }) =>
    [...text.matchAll(new RegExp(pattern, 'g'))].some(
      ([, date = '', number = '', check]) =>
        checkCharacters[Number(date + number) % checkCharacters.length] === check,
    ),
  );
}
