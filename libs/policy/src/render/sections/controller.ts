import type { Entry, Section } from '../page.js';
import type { Words } from '../words.js';
import { described, section, sentences } from './section.js';

/** Art. 13(1)(a)–(b): who answers for the data, how to reach them, and whom the notice is for. */
export function controllerSection(words: Words): Section {
  const { policy, say } = words;
  return section(words, 'who', [
    controllerEntry(words),
    ...policy.contactPoints.map(({ id, kind, what }) => ({
      id,
      title: say.contactKinds[kind],
      says: [what],
      facts: [],
    })),
    ...policy.roles.map((role): Entry => {
      const { name, says } = say.ownRoles[role.name] ?? words.text(role);
      return { id: role.id, title: name, says: sentences(says), facts: words.lawFact(role) };
    }),
    ...described(words, policy.audiences),
  ]);
}

function controllerEntry(words: Words): Entry {
  const { id, organisation, street, city, country: code } = words.policy.controller;
  return { id, title: organisation, says: [`${street}, ${city}, ${words.country(code)}`], facts: [] };
}

/** Who and how to reach them, without whom the notice is for. */
export function reachSection(words: Words): Section {
  const { controller, contactPoints } = words.policy;
  const reached = new Set([controller.id, ...contactPoints.map(({ id }) => id)]);
  const { entries, ...rest } = controllerSection(words);
  return { ...rest, entries: entries.filter(({ id }) => reached.has(id)) };
}

/** Art. 13(2)(d). */
export function complaintSection(words: Words): Section {
  const { authority } = words.policy;
  if (authority === undefined) return section(words, 'complaint', []);
  const { id, organisation, address, email, web } = authority;
  const facts = [...words.fact('email', email), ...words.fact('web', web), ...words.lawFact(authority)];
  return section(words, 'complaint', [{ id, title: organisation, says: [address], facts }]);
}
