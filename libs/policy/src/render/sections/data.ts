import type { Category, Source } from '../../model/elements.js';
import type { Entry, Section } from '../page.js';
import type { Words } from '../words.js';
import { entry, section } from './section.js';

/** Art. 14(1)(d), 13(2)(e): what data, of what nature, and whether it must be given. */
export function dataSection(words: Words): Section {
  return section(
    words,
    'data',
    words.policy.categories.map((category) => categoryEntry(words, category)),
  );
}

function categoryEntry(words: Words, category: Category): Entry {
  const { say } = words;
  const { fields = {} } = words.text(category);
  const { nature, obligation, sources } = category;
  return entry(words, category, [
    ...words.fact(
      'fields',
      category.fields.map((field) => fields[field]),
    ),
    ...words.fact('nature', say.natures[nature]),
    ...words.fact('obligation', obligation && say.obligations[obligation]),
    ...words.fact('from', words.links('source', sources)),
  ]);
}

/** Art. 14(2)(f), 14(3). */
export function sourcesSection(words: Words): Section {
  return section(
    words,
    'sources',
    words.policy.sources.map((source) => sourceEntry(words, source)),
  );
}

function sourceEntry(words: Words, source: Source): Entry {
  const { noticeWithin } = source;
  const { names = source.names } = words.text(source);
  return entry(words, source, [
    ...words.fact('names', names),
    ...words.fact('noticeWithin', noticeWithin && words.period(noticeWithin)),
  ]);
}
