import type { Purpose } from '../model/elements.js';
import type { Entry, Section } from './page.js';
import { complaintSection, reachSection } from './sections/controller.js';
import { keptFor } from './sections/retention.js';
import { rightsInOrder } from './sections/rights.js';
import { described, section } from './sections/section.js';
import type { Words } from './words.js';

/** The first layer: who, why, who gets data, how long, which rights, where to turn. Everything leads to the full one. */
export function shortNotice(words: Words): readonly Section[] {
  return [
    reachSection(words),
    rights(words),
    complaintSection(words),
    purposes(words),
    recipients(words),
    retention(words),
  ];
}

function purposes(words: Words): Section {
  const { policy, say } = words;
  const resting = ({ name }: { readonly name: string }): readonly Purpose[] =>
    policy.purposes.filter(({ basis }) => basis === name);
  const entries = policy.bases
    .filter((basis) => resting(basis).length > 0)
    .map((basis): Entry => {
      const { name, says } = say.bases[basis.name as Purpose['basis']];
      const values = resting(basis).map((purpose) => words.link(purpose.id));
      return { id: basis.id, title: name, says: [says], facts: words.fact('purposes', values) };
    });
  return section(words, 'why', entries);
}

function recipients(words: Words): Section {
  const entries = words.policy.recipients.map((recipient): Entry => ({
    id: recipient.id,
    title: words.name(recipient),
    says: [words.country(recipient.country)],
    facts: [],
  }));
  return { ...section(words, 'recipients', entries), brief: true };
}

function retention(words: Words): Section {
  const entries = words.policy.retention.map((rule): Entry => ({
    id: rule.id,
    title: words.name(rule),
    says: [keptFor(words, rule)],
    facts: [],
  }));
  return { ...section(words, 'retention', entries), brief: true };
}

function rights(words: Words): Section {
  return { ...section(words, 'rights', described(words, rightsInOrder(words.policy))), brief: true };
}
