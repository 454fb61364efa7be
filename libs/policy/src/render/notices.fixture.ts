import { readFileSync } from 'node:fs';
import { version } from '../diff/versions.fixture.js';
import { type Language, languages } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { parseTexts } from './notice-texts.js';
import type { TextsByLanguage } from './render-notice.js';

export const fileOf = (lang: Language): string => `policies/midare/2018-05-25/texts/${lang}.yaml`;

/** Midare's texts, with some of them replaced; every replacement must find what it replaces. */
export function textOf(lang: Language, ...replaced: readonly (readonly [string, string])[]): string {
  return replaced.reduce(
    (all, [from, to]) => {
      if (!all.includes(from)) throw new Error(`the texts have no ${from}`);
      return all.replace(from, to);
    },
    readFileSync(fileOf(lang), 'utf8'),
  );
}

export const midare: Policy = version();

export const textsFor = (policy: Policy, langs: readonly Language[] = languages): TextsByLanguage =>
  Object.fromEntries(langs.map((lang) => [lang, parseTexts(textOf(lang), fileOf(lang), policy)]));
