import type { Language } from '../model/elements.js';

/** A word that leads somewhere: to an element of the same page, or to an address. */
export interface Link {
  readonly text: string;
  readonly element?: string;
  readonly href?: string;
}

/** Another page, or what lies elsewhere. */
type Way = Link & { readonly href: string };

export type Value = string | Link;

export const textOf = (value: Value): string => (typeof value === 'string' ? value : value.text);

/** In a row, told apart even where one of them has commas of its own. */
export const inRow = (values: readonly Value[], shown: readonly string[]): string =>
  shown.join(values.some((value) => textOf(value).includes(',')) ? '; ' : ', ');

export interface Fact {
  readonly label: string;
  readonly values: readonly Value[];
  /** One below the other instead of in a row. */
  readonly listed?: boolean;
}

/** One element of the policy as the reader meets it; `id` is the element's own. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly says: readonly string[];
  readonly facts: readonly Fact[];
  readonly entries?: readonly Entry[];
}

export interface Section {
  readonly id: string;
  readonly heading: string;
  readonly intro: readonly string[];
  readonly entries: readonly Entry[];
  /** Entries in a plain list, each in a line. */
  readonly brief?: boolean;
}

/** A notice or record before it is HTML, text or Markdown. */
export interface Page {
  readonly lang: Language;
  readonly title: string;
  readonly lead: readonly string[];
  readonly links: readonly Way[];
  readonly sections: readonly Section[];
  readonly words: { readonly skip: string; readonly contents: string; readonly otherLanguages: string };
  readonly languages: readonly (Way & { readonly lang: Language })[];
  /** The page that has every element, where this one has not. */
  readonly elsewhere?: string;
}
