import type { CivilDate, Language } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { asHtml } from './as-html.js';
import { asMarkdown } from './as-markdown.js';
import { asText } from './as-text.js';
import { fill } from './fill.js';
import { fullNotice } from './full-notice.js';
import { type NoticeTexts, textsIn } from './notice-texts.js';
import type { Page, Section } from './page.js';
import { recordOfProcessing } from './record-of-processing.js';
import { changesSection } from './sections/changes.js';
import { shortNotice } from './short-notice.js';
import { Words } from './words.js';

export type NoticeForm = 'html' | 'text' | 'md';
export type NoticeLayer = 'short' | 'full';

export interface NoticeOptions {
  readonly lang: Language;
  readonly as: NoticeForm;
  readonly layer?: NoticeLayer;
  /** The day whose state of affairs the page tells: which mechanisms are valid, what is stopped. */
  readonly on: CivilDate;
  /** The version before this one, to tell what changed. */
  readonly previous?: { readonly policy: Policy; readonly texts: TextsByLanguage };
  /** The Art. 30 record of processing in place of the notice. */
  readonly record?: boolean;
  /** Where the other layer and the other languages are; by default files named as the command line's help says. */
  readonly addressOf?: (lang: Language, layer: NoticeLayer) => string;
}

export type TextsByLanguage = Readonly<Partial<Record<Language, NoticeTexts>>>;

const writers = { html: asHtml, text: asText, md: asMarkdown } as const;
const endings = { html: 'html', text: 'txt', md: 'md' } as const;

/**
 * The notice people read, or the record the authority reads, from the policy and its texts alone.
 *
 * Throws a `RangeError` where the policy has no texts in the language, or none for one of its elements.
 */
export function renderNotice(policy: Policy, texts: TextsByLanguage, options: NoticeOptions): string {
  return writers[options.as](pageOf(policy, texts, options));
}

function pageOf(policy: Policy, texts: TextsByLanguage, options: NoticeOptions): Page {
  const { lang, as, layer = 'full', on, record = false } = options;
  const addressOf =
    options.addressOf ?? ((code: Language, which: NoticeLayer) => `notice.${code}.${which}.${endings[as]}`);
  const words = new Words(policy, textsIn(texts, lang, policy), lang, on);
  const { say } = words;
  const { organisation } = policy.controller;
  const valid = fill(say.validFrom, { date: words.date(policy.validFrom), version: policy.version });
  const standing = fill(say.standing, { date: words.date(on) });
  const shared = {
    lang,
    words: { skip: say.skip, contents: say.contents, otherLanguages: say.inOtherLanguages },
  };
  if (record) {
    const title = fill(say.recordTitle, { organisation });
    const sections = recordOfProcessing(words);
    return { ...shared, title, lead: [say.recordIntro, valid, standing], links: [], sections, languages: [] };
  }
  const other = layer === 'full' ? 'short' : 'full';
  const sections: readonly Section[] = [
    ...changes(words, options),
    ...(layer === 'full' ? fullNotice(words) : shortNotice(words)).filter(
      ({ entries }) => entries.length > 0,
    ),
  ];
  return {
    ...shared,
    title: fill(say.title, { organisation }),
    lead: layer === 'full' ? [valid, standing] : [valid],
    links: [{ text: layer === 'full' ? say.readShort : say.readFull, href: addressOf(lang, other) }],
    sections,
    languages: otherLanguages(policy, texts, lang).map((code) => ({
      lang: code,
      text: say.languages[code],
      href: addressOf(code, layer),
    })),
    elsewhere: addressOf(lang, 'full'),
  };
}

const otherLanguages = ({ notice }: Policy, texts: TextsByLanguage, lang: Language): readonly Language[] =>
  notice.languages.filter((code) => code !== lang && texts[code] !== undefined);

function changes(words: Words, { previous, lang, on }: NoticeOptions): readonly Section[] {
  if (previous === undefined) return [];
  const { policy, texts } = previous;
  return [changesSection(words, new Words(policy, textsIn(texts, lang, policy), lang, on))];
}
