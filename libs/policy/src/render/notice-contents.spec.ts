import { expect, test } from '@jest/globals';
import { type Element, type Language, languages } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import type { LabelName, SectionName } from './framework-texts.js';
import { textFiles, textsOf, versions } from './notices.fixture.js';
import { mainOf, plain, read, type Told } from './read-page.fixture.js';
import { type NoticeForm, type NoticeOptions, renderNotice } from './render-notice.js';
import { frameworkTexts, Words } from './words.js';

const on = '2026-11-23';
type Kind = Pick<NoticeOptions, 'layer' | 'record'>;
const kinds: readonly (Kind & { readonly called: 'full' | 'short' | 'record' })[] = [
  { called: 'full', layer: 'full' },
  { called: 'short', layer: 'short' },
  { called: 'record', record: true },
];
const pages = textFiles.flatMap((file) => kinds.map((kind) => ({ ...file, ...kind })));

const page = (
  policy: Policy,
  lang: Language,
  { layer = 'full', record = false }: Kind,
  as: NoticeForm = 'html',
) => renderNotice(policy, textsOf(policy), { lang, as, on, layer, record });

type Part = readonly [
  article: string,
  section: SectionName,
  elements: (policy: Policy) => readonly Element[],
];
const who: Part = [
  'Art. 13(1)(a)–(b)',
  'who',
  ({ controller, contactPoints }) => [controller, ...contactPoints],
];
const rights: Part = ['Art. 13(2)(b)–(c)', 'rights', (policy) => policy.rights];
const complaint: Part = ['Art. 13(2)(d)', 'complaint', ({ authority }) => (authority ? [authority] : [])];
const recipients: Part = ['Art. 13(1)(e)', 'recipients', (policy) => policy.recipients];
const required: Readonly<Record<'full' | 'short' | 'record', readonly Part[]>> = {
  full: [
    [who[0], 'who', (policy) => [...who[2](policy), ...policy.roles, ...policy.audiences]],
    [rights[0], 'rights', (policy) => [...policy.rights, ...policy.deadlines]],
    complaint,
    ['Art. 13(1)(c)–(d)', 'why', ({ bases, purposes }) => [...bases, ...purposes]],
    ['Art. 14(1)(d)', 'data', (policy) => policy.categories],
    ['Art. 14(2)(f)', 'sources', (policy) => policy.sources],
    recipients,
    ['Art. 13(1)(f)', 'transfers', ({ eea, mechanisms }) => [eea, ...mechanisms]],
    ['Art. 13(2)(a)', 'retention', (policy) => [...policy.retention, policy.relationship, policy.review]],
    ['Art. 17(3)', 'holds', ({ holds, financialYear }) => [...holds, financialYear]],
    ['Art. 13(2)(a)', 'parts', (policy) => policy.fieldClasses],
    [
      'Act 917/2014 §200',
      'marketing',
      ({ subjectKinds, marketing, channels }) => [...subjectKinds, ...marketing, ...channels],
    ],
    ['Act 917/2014 §200', 'newsletter', (policy) => policy.topics],
    ['Act 917/2014 §205', 'cookies', (policy) => policy.cookies],
    ['Art. 13(2)(f)', 'automated', ({ automatedDecisions: made }) => (made ? [made] : [])],
    ['Art. 5(1)', 'conduct', (policy) => policy.conduct],
    ['Art. 5(2)', 'compliance', (policy) => policy.compliance],
    ['Art. 12(1)', 'document', ({ notice }) => [notice]],
  ],
  short: [
    who,
    rights,
    complaint,
    [
      'Art. 13(1)(c)',
      'why',
      ({ bases, purposes }) =>
        bases.filter((basis) => purposes.some((purpose) => purpose.basis === basis.name)),
    ],
    recipients,
    ['Art. 13(2)(a)', 'retention', (policy) => policy.retention],
  ],
  record: [
    ['Art. 30(1)(a)', who[1], who[2]],
    ['Art. 30(1)(b)', 'why', (policy) => policy.purposes],
  ],
};

test.each(pages)(
  'the $called one in $lang has what is owed, each in its section, and no empty section ($version)',
  ({ policy, lang, called, ...kind }) => {
    const told = read(page(policy, lang, kind));
    const parts = required[called]
      .map(
        ([article, section, elements]) => [article, section, elements(policy).map(({ id }) => id)] as const,
      )
      .filter(([, , ids]) => ids.length > 0);
    const found = parts.map(([article, section]) => {
      const entries = told.filter(({ id, section: where }) => where === section && id !== section);
      return [article, section, entries.map(({ id }) => id).toSorted()];
    });
    expect(found).toEqual(parts.map(([article, section, ids]) => [article, section, ids.toSorted()]));
    const { sections, labels } = frameworkTexts[lang];
    const headings = parts.map(([, section]) => sections[section].heading);
    expect(told.filter(({ id, section }) => id === section).map(({ title }) => title)).toEqual(
      called === 'record' ? [...headings, labels.security] : headings,
    );
  },
);

test.each(pages)(
  'the $called one in $lang says the same words in each form ($version)',
  ({ policy, lang, ...kind }) => {
    const html = mainOf(page(policy, lang, kind)).replaceAll(/<(?!\/?strong)/g, ' <');
    const { heading } = frameworkTexts[lang].sections.who;
    for (const [form, start] of [
      ['text', `${heading}\n-`],
      ['md', `## ${heading}`],
    ] as const) {
      const whole = page(policy, lang, kind, form).replaceAll('\\', '');
      expect(wordsOf(whole.slice(whole.indexOf(start)))).toEqual(wordsOf(plain(html)));
    }
  },
);

test.each(versions.flatMap((each) => kinds.map((kind) => ({ ...each, ...kind }))))(
  'the $called one has the same structure and numbers in each language ($version)',
  ({ policy, ...kind }) => {
    const [first, ...others] = policy.notice.languages.map((lang) => {
      const html = page(policy, lang, kind);
      return { shape: read(html).map((told) => shape(told, lang)), numbers: numbersIn(html) };
    });
    expect(others.length).toBeGreaterThan(1);
    for (const other of others) expect(other).toEqual(first);
  },
);

test.each(versions.flatMap((each) => (['full', 'short'] as const).map((layer) => ({ ...each, layer }))))(
  'a name that leads to an element is the name it has there ($version, $layer)',
  ({ policy, layer }) => {
    const titles = new Map(read(page(policy, 'en', { layer: 'full' })).map(({ id, title }) => [id, title]));
    const contacts = new Set(policy.contactPoints.map(({ id }) => id));
    const links = [
      ...mainOf(page(policy, 'en', { layer })).matchAll(/<a href="[^"]*#([^"]+)">(.*?)<\/a>/g),
    ].filter(([, id = '']) => !contacts.has(id));
    expect(links.length).toBeGreaterThan(10);
    for (const [, id = '', text = ''] of links) expect(plain(text)).toBe(titles.get(id));
  },
);

test.each(textFiles)(
  'every date, period and country of the policy is told ($version, $lang)',
  ({ policy, lang }) => {
    const words = new Words(policy, textsOf(policy)[lang]!, lang, on);
    const shown = plain(mainOf(page(policy, lang, { layer: 'full' })));
    const { maxStaleness: _, ...told } = policy;
    const expected = stringsIn({ ...told, elements: [], byName: {} }).flatMap((value) => [
      ...(/^\d{4}-\d\d-\d\d$/.test(value) ? [words.date(value)] : []),
      ...(/^P(?=.*[1-9])/.test(value) ? [words.period(value)] : []),
      ...(/^[A-Z]{2}$/.test(value) ? [words.country(value)] : []),
    ]);
    expect(expected.length).toBeGreaterThan(60);
    expect(expected.filter((each) => !shown.includes(each))).toEqual([]);
  },
);

test.each(versions)('named sources are told in the language of the page ($version)', ({ policy }) => {
  const [fi, sv, en] = languages.map((lang) => {
    const told = read(page(policy, lang, { layer: 'full' }));
    return told.flatMap(({ facts }) => facts[frameworkTexts[lang].labels.names] ?? []);
  });
  expect(en!.length).toBe(policy.sources.filter(({ names }) => names !== undefined).length);
  for (const one of en!) expect([...fi!, ...sv!]).not.toContain(one);
});

test.each(languages)('where a sentence names a section, it is the heading of one (%s)', (lang) => {
  const { sections, disclosure } = frameworkTexts[lang];
  for (const each of Object.values(disclosure)) expect(each).toContain(sections.recipients.heading);
});

test('no version is left out', () => {
  expect(versions.length).toBeGreaterThan(2);
});

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
const numbersIn = (html: string): string[] => plain(mainOf(html)).match(/\d+/g) ?? [];

/** All that does not depend on the language. */
function shape({ id, section, level, says, facts }: Told, lang: Language): unknown {
  const { labels } = frameworkTexts[lang];
  const nameOf = (label: string): string =>
    (Object.keys(labels) as LabelName[]).find((name) => labels[name] === label) ?? label;
  const shapes = Object.entries(facts).map(([label, values]) => [nameOf(label), values.length]);
  return { id, section, level, says: says.length, facts: shapes };
}

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
};
