import type { Section } from '../page.js';
import type { Words } from '../words.js';
import { described, entry, section } from './section.js';

/** Art. 13(2)(f), 22. */
export function automatedSection(words: Words): Section {
  const { automatedDecisions } = words.policy;
  if (automatedDecisions === undefined) return section(words, 'automated', []);
  const answer = words.say.automated[automatedDecisions.made ? 'yes' : 'no'];
  const told = entry(words, automatedDecisions);
  return section(words, 'automated', [{ ...told, says: [answer, ...told.says] }]);
}

export const conductSection = (words: Words): Section =>
  section(words, 'conduct', described(words, words.policy.conduct));

/** Art. 5(2): what is kept to prove the rest, told apart from what is used. */
export function complianceSection(words: Words): Section {
  const entries = words.policy.compliance.map((records) =>
    entry(words, records, [
      ...words.fact('covers', words.links('field-class', records.fieldClasses)),
      ...words.fact('period', records.period && words.period(records.period)),
    ]),
  );
  return section(words, 'compliance', entries);
}

export function documentSection(words: Words): Section {
  const { policy, say } = words;
  const { notice } = policy;
  return section(words, 'document', [
    {
      id: notice.id,
      title: say.names.notice,
      says: [
        say.acceptance[notice.acceptance],
        say.disclosure[notice.disclosure],
        say.changeLog[notice.changeLog ? 'yes' : 'no'],
      ],
      facts: [
        ...words.fact(
          'languages',
          notice.languages.map((lang) => say.languages[lang]),
        ),
        ...words.lawFact(notice),
      ],
    },
  ]);
}
