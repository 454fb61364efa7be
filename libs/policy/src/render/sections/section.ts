import type { Described, Element } from '../../model/elements.js';
import { fill } from '../fill.js';
import type { SectionName } from '../framework-texts.js';
import type { Entry, Fact, Section } from '../page.js';
import type { Words } from '../words.js';

export function section(
  words: Words,
  name: SectionName,
  entries: readonly Entry[],
  values: Readonly<Record<string, string>> = {},
): Section {
  const { heading, intro } = words.say.sections[name];
  return { id: name, heading, intro: [fill(intro, values)], entries };
}

export const sentences = (says: string | undefined): readonly string[] => (says === undefined ? [] : [says]);

/** An element with the company's words, the facts the policy has of it, and its place in the law. */
export function entry(words: Words, element: Element, facts: readonly Fact[] = []): Entry {
  const { name, says } = words.text(element);
  return {
    id: element.id,
    title: name,
    says: sentences(says),
    facts: [...facts, ...words.lawFact(element)],
  };
}

export const described = (words: Words, elements: readonly (Element | Described)[]): Entry[] =>
  elements.map((element) => entry(words, element));
