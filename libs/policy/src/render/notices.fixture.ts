import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { version } from '../diff/versions.fixture.js';
import { type Language, languages } from '../model/elements.js';
import { parsePolicy } from '../model/parse-policy.js';
import type { Policy } from '../model/policy.js';
import { noticeTexts, parseTexts } from './notice-texts.js';
import type { TextsByLanguage } from './render-notice.js';

const fileOf = (lang: Language): string => `policies/midare/2018-05-25/texts/${lang}.yaml`;

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

/** Every version of every company there is: none is named here, and a new one is tested from its first day. */
export const versions = readdirSync('policies')
  .filter((company) => !company.includes('.'))
  .flatMap((company) => readdirSync(`policies/${company}`).map((start) => `policies/${company}/${start}`))
  .filter((folder) => existsSync(`${folder}/policy.yaml`))
  .map((folder) => {
    const policy = parsePolicy(readFileSync(`${folder}/policy.yaml`, 'utf8'), `${folder}/policy.yaml`);
    return { version: policy.version, folder, policy };
  });

/** A version's file of texts for each language it declares. */
export const textFiles = versions.flatMap(({ folder, ...rest }) =>
  rest.policy.notice.languages.map((lang) => ({ ...rest, lang, file: `${folder}/texts/${lang}.yaml` })),
);

/** Read once: a policy's words do not change while it is tested. */
const textsByVersion = new Map(
  versions.map(({ policy }) => {
    const files = textFiles.filter((each) => each.policy === policy);
    const read = files.map(({ lang, file }) => ({ lang, file, text: readFileSync(file, 'utf8') }));
    return [policy, noticeTexts(read, policy)];
  }),
);

export const textsOf = (policy: Policy): TextsByLanguage => textsByVersion.get(policy) ?? {};
