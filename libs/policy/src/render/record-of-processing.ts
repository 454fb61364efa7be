import type { Purpose } from '../model/elements.js';
import type { Entry, Fact, Section } from './page.js';
import { reachSection } from './sections/controller.js';
import { transferWords } from './sections/recipients.js';
import { keptFor } from './sections/retention.js';
import { sentences } from './sections/section.js';
import type { Words } from './words.js';

/** Art. 30(1)(a)–(g), one entry for each purpose. */
export function recordOfProcessing(words: Words): readonly Section[] {
  const { say, policy } = words;
  return [
    reachSection(words),
    {
      id: 'why',
      heading: say.sections.why.heading,
      intro: [],
      entries: policy.purposes.map((purpose) => activity(words, purpose)),
    },
    { id: 'security', heading: say.labels.security, intro: [say.security], entries: [] },
  ];
}

function activity(words: Words, purpose: Purpose): Entry {
  const { policy, say } = words;
  const { name, says, interest } = words.text(purpose);
  const recipients = policy.recipients.filter(({ purposes }) => purposes.includes(purpose.name));
  const titled = recipients.map((recipient) => ({ recipient, title: words.name(recipient) }));
  return {
    id: purpose.id,
    title: name,
    says: sentences(says),
    facts: [
      ...words.fact('basis', say.bases[purpose.basis].name),
      ...words.fact('interest', interest),
      ...words.fact(
        'subjects',
        policy.audiences.map((audience) => words.name(audience)),
        true,
      ),
      ...categories(words, purpose),
      ...words.fact(
        'recipients',
        titled.map(({ recipient, title }) => `${title} (${words.country(recipient.country)})`),
      ),
      ...words.fact(
        'transfer',
        titled
          .filter(({ recipient }) => !policy.eeaCountries.has(recipient.country))
          .map(({ recipient, title }) => `${title}: ${transferWords(words, recipient)}`),
        true,
      ),
      ...erasure(words, purpose),
    ],
  };
}

function categories(words: Words, purpose: Purpose): Fact[] {
  const found = purpose.categories.flatMap((name) => words.policy.byName.categories.get(name) ?? []);
  return words.fact(
    'categories',
    found.map((category) => {
      const { name, fields = {} } = words.text(category);
      return `${name} (${category.fields.map((field) => fields[field]).join(', ')})`;
    }),
    true,
  );
}

/** Art. 30(1)(f): the purpose's own limits, and the duties that can outlast them for its categories. */
function erasure(words: Words, purpose: Purpose): Fact[] {
  const { policy } = words;
  const rules = policy.retention.filter(({ name }) => purpose.retention.includes(name));
  const classes = new Set(rules.flatMap(({ fieldClasses }) => fieldClasses));
  const used = policy.fieldClasses.filter(
    ({ name, category }) => classes.has(name) && purpose.categories.includes(category),
  );
  const holds = policy.holds.filter(
    ({ fieldClasses }) => fieldClasses?.some((name) => used.some((each) => each.name === name)) ?? true,
  );
  const said = (rule: (typeof rules | typeof holds)[number]): string =>
    `${words.name(rule)}: ${keptFor(words, rule)}`;
  return [
    ...words.fact('erasure', rules.map(said), true),
    ...words.fact(
      'holds',
      holds.map((hold) => `${said(hold)} (${words.law(hold.provision)})`),
      true,
    ),
  ];
}
