import { describe, expect, test } from '@jest/globals';
import { type Edit, version } from '../diff/versions.fixture.js';
import { languages } from '../model/elements.js';
import { midare, textFiles, textOf, textsFor, textsOf } from './notices.fixture.js';
import { parseTexts } from './notice-texts.js';
import { type NoticeForm, type NoticeLayer, renderNotice } from './render-notice.js';
import { frameworkTexts } from './words.js';

const texts = textsFor(midare);
const on = '2026-11-23';
const forms: readonly NoticeForm[] = ['html', 'text', 'md'];
const layers: readonly NoticeLayer[] = ['short', 'full'];
const ways = forms.flatMap((as) => layers.map((layer) => ({ as, layer })));
const shown = languages.flatMap((lang) => ways.map((way) => ({ lang, ...way })));
const en = (policy = midare, more: object = {}): string =>
  renderNotice(policy, texts, { lang: 'en', as: 'text', on, ...more });

describe('the notice people read', () => {
  test.each(shown)(
    'contact.controller: it names the company and its street address ($lang, $as, $layer)',
    (how) => {
      const notice = renderNotice(midare, texts, { ...how, on });
      expect(notice).toContain('Midare Oy');
      expect(notice).toContain('Ahjokatu 14');
      expect(notice).toContain('Jyväskylä');
    },
  );

  test.each(textFiles.flatMap((file) => ways.map((way) => ({ ...file, ...way }))))(
    'every company has its own, without a gap ($version, $lang, $as, $layer)',
    ({ policy, lang, as, layer }) => {
      const notice = renderNotice(policy, textsOf(policy), { lang, as, layer, on });
      const { organisation, street, city } = policy.controller;
      for (const part of [organisation, street, city]) expect(notice).toContain(part);
      expect(notice.replace(/<style>[^<]*<\/style>/, '')).not.toMatch(/undefined|NaN|\[object|[{}]/);
    },
  );

  test.each(textFiles)(
    'every element stands in the full one once, under its own id ($version, $lang)',
    ({ policy, lang }) => {
      const ids = idsOf(renderNotice(policy, textsOf(policy), { lang, as: 'html', on }));
      expect([...policy.elements.keys()].filter((id) => !ids.includes(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  test.each(
    (
      [
        [
          'a period',
          '10 years after the customer relationship ends',
          '7 years after the customer relationship ends',
          ['period: P10Y', 'period: P7Y'],
        ],
        [
          'one of a kind',
          '2 years after the data',
          '1 year 6 months after the data',
          ['anchor: record\n    period: P2Y', 'anchor: record\n    period: P1Y6M'],
        ],
        [
          'a deadline',
          'within 1 month of your request',
          'within 2 weeks of your request',
          ['period: P1M\n    ext', 'period: P2W\n    ext'],
        ],
        [
          'a rhythm',
          'At most 1 in a calendar month',
          'At most 3 in a calendar week',
          ['{ atMost: 1, per: calendar-month }', '{ atMost: 3, per: calendar-week }'],
        ],
        ['a country', 'Country: Germany', 'Country: Sweden', ['country: DE', 'country: SE']],
        [
          'a date of a contract',
          'DPA-2018-01, in force from 25 May 2018',
          'DPA-2018-01, in force from 25 May 2018 to 1 June 2019',
          ['DPA-2018-01, validFrom: 2018-05-25', 'DPA-2018-01, validFrom: 2018-05-25, validTo: 2019-06-01'],
        ],
        [
          'the end of the financial year',
          '31 December each year',
          '31 March each year',
          ["endsOn: '12-31'", "endsOn: '03-31'"],
        ],
      ] satisfies readonly (readonly [string, string, string, Edit])[]
    ).map(([what, before, after, edit]) => [what, before, after, version(edit)] as const),
  )('%s comes from the policy', (_what, before, after, edited) => {
    expect(en()).toContain(before);
    expect(en()).not.toContain(after);
    expect(en(edited)).toContain(after);
  });

  test.each([
    ['2018-06-01', 'Privacy Shield: in use.', 'Valid now.'],
    ['2020-07-15', 'Privacy Shield: in use.', 'Valid now.'],
    ['2020-07-16', 'Privacy Shield: not usable on 16 July 2020, so nothing is sent.', 'No longer valid.'],
  ])('transfer.us: on %s it says how the transfer stands: %s', (day, transfer, state) => {
    const notice = en(midare, { on: day });
    expect(notice).toContain(transfer);
    expect(notice).toContain(`12 July 2016 to 15 July 2020. ${state}`);
  });

  const inForce = 'In force from 25 May 2018. Version midare/2018-05-25.';
  const standing = 'Where this page says how things stand, it is as of 23 November 2026.';

  test.each<[object, readonly string[]]>([
    [
      { layer: 'full' },
      [inForce, standing, 'Read the notice in short: notice.en.short.txt', 'Suomeksi: notice.fi.full.txt'],
    ],
    [
      { layer: 'short' },
      [inForce, 'Read the full notice: notice.en.full.txt', 'Suomeksi: notice.fi.short.txt'],
    ],
  ])('above all stand version, day and the ways to the others: %j', (how, lines) => {
    const { sv: _, ...withoutSwedish } = texts;
    const notice = renderNotice(midare, withoutSwedish, { lang: 'en', as: 'text', on, ...how });
    const [title, ...rest] = notice.split('\n\n');
    expect(title).toContain('Midare Oy: privacy notice\n===');
    expect(rest.slice(0, lines.length + 1)).toEqual([...lines, 'Who is responsible\n------------------']);
  });

  test.each([
    ['2000-07-25', 'from 26 July 2000. Not valid yet.'],
    ['2000-07-26', 'from 26 July 2000. Valid now.'],
  ])('on %s a ground for a transfer is %s', (day, state) => {
    expect(en(midare, { on: day })).toContain(state);
  });

  test.each([
    {
      what: 'a recipient outside the EEA without a ground gets nothing',
      policy: version(['    transfer: { mechanism: privacy-shield, certifiedFrom: 2018-05-25 }\n', '']),
      told: 'Country: United States\n  Ground for the transfer: No ground is declared, so nothing is sent.',
      not: 'Certified',
    },
    {
      what: 'what an objection ends at once stands under the right to prohibit, whatever prohibition hits it',
      policy: version([
        '    stoppedBy: [all-marketing, profiling]\n    categories: [contact, interests, usage',
        '    categories: [contact, interests, usage',
      ]),
      told: 'Marketing chosen for you, Choosing whom to show advertising, Opinion',
      not: 'all marketing, profiling\n',
    },
    {
      what: 'a relationship that nothing reopens has no such fact',
      policy: version(['  reopenedBy: [order]\n', '']),
      told: 'When a customer relationship ends',
      not: 'Starts again with',
    },
  ])('$what', ({ policy, told, not }) => {
    expect(en(policy)).toContain(told);
    expect(en(policy)).not.toContain(not);
  });

  test.each([
    ['kinds: [ledger]', 'kinds: [parrot]', /^hold\..*: kinds: there is no word for parrot in en; .* order, /],
    [
      'reopenedBy: [order]',
      'reopenedBy: [parrot]',
      /^relationship\..*: reopenedBy: there is no word for parrot in en; .* order, /,
    ],
  ])('a name the language has no word for is refused with its element: %s, %s', (from, to, problem) => {
    expect(() => en(version([from, to]))).toThrow(problem);
  });

  test('each language has words for the same kinds of records and the same events', () => {
    const [first, ...rest] = languages.map((lang) =>
      [frameworkTexts[lang].kinds, frameworkTexts[lang].reopenedBy].map((list) => Object.keys(list).sort()),
    );
    for (const each of rest) expect(each).toEqual(first);
  });

  test.each([
    [true, 'Yes. You can ask for a person to look at the decision.'],
    [false, 'No. No decision that matters to you is made by a machine alone.'],
  ])('whether machines decide: %s', (made, answer) => {
    const policy = version([
      '# The notice as a document',
      `automatedDecisions: { id: automated-decisions.scoring, statements: [purpose.analytics], made: ${made}, logic: Points. }\n# The notice as a document`,
    ]);
    const own = new Map([
      ...texts.en!,
      ['automated-decisions.scoring', { name: 'Scoring', says: 'We count points.' }],
    ]);
    expect(renderNotice(policy, { en: own }, { lang: 'en', as: 'text', on })).toContain(
      `* Scoring\n  ${answer}\n  We count points.`,
    );
  });

  test('what an authority, an automated decision or a cookie adds is told', () => {
    const policy = version(
      [
        '# The notice as a document',
        'authority:\n  id: authority.ombudsman\n  statements: [contact.controller]\n  organisation: Ombudsman\n  address: Street 1\n  email: a@example.org\n  web: https://example.org\nautomatedDecisions:\n  id: automated-decisions.none\n  statements: [purpose.analytics]\n  made: false\n# The notice as a document',
      ],
      [
        'beforeChoice: false\n    consentBy: browser-settings',
        'beforeChoice: false\n    consentBy: choice\n    lasts: P6M\n    thirdParties: []',
      ],
    );
    const own = textOf('en') + '\nautomated-decisions.none: { name: Machines, says: People decide. }\n';
    const notice = renderNotice(
      policy,
      { en: parseTexts(own, 'en.yaml', policy) },
      { lang: 'en', as: 'text', on },
    );
    for (const told of [
      'Complaints',
      'Street 1',
      'a@example.org',
      'No decision that matters to you',
      'People decide.',
      'Stays on the device at most: 6 months',
      'Who else can read them: Nobody',
    ])
      expect(notice).toContain(told);
  });

  test('each language cites the law in its own names', () => {
    const cited = languages.map((lang) => renderNotice(midare, texts, { lang, as: 'text', on }));
    expect(cited[0]).toContain('tietosuoja-asetus art. 6(1)(f)');
    expect(cited[0]).toContain('C-311/18, 16. heinäkuuta 2020');
    expect(cited[1]).toContain('Bokföringslagen 1336/1997 kap. 2 §10(2)');
    expect(cited[2]).toContain('Accounting Act 1336/1997 ch. 2 §10(2)');
  });

  test('a right that is brought up apart stands first', () => {
    const apart = version([
      '- id: right.prohibit\n    statements: [right.prohibit]',
      '- id: right.prohibit\n    statements: [right.prohibit]\n    presented: separately',
    ]);
    expect(order().toSorted((a, b) => a - b)).toEqual(order());
    expect(order(apart).toSorted((a, b) => b - a)).toEqual(order(apart));
  });
});

describe('the record of processing', () => {
  test.each(languages.flatMap((lang) => forms.map((as) => [lang, as] as const)))(
    'has every purpose with its categories, recipients, transfers and erasure limits (%s, %s)',
    (lang, as) => {
      const record = renderNotice(midare, texts, { lang, as, on, record: true });
      expect(record.length).toBeGreaterThan(10_000);
      for (const { id } of midare.purposes) expect(record).toContain(texts[lang]?.get(id)?.name);
    },
  );
});

describe('what cannot be rendered', () => {
  test('a language without texts is refused by name, and no other takes its place', () => {
    const { fi, en: english } = texts;
    expect(() => renderNotice(midare, { fi: fi!, en: english! }, { lang: 'sv', as: 'html', on })).toThrow(
      'midare/2018-05-25 has no texts in sv; it has them in fi, en',
    );
    expect(() => renderNotice(midare, {}, { lang: 'sv', as: 'html', on })).toThrow('in no language');
  });

  test('an element without a text is refused by id', () => {
    const without = new Map([...(texts.en ?? [])].filter(([id]) => id !== 'purpose.invoicing'));
    expect(() => renderNotice(midare, { en: without }, { lang: 'en', as: 'html', on })).toThrow(
      'has no text for purpose.invoicing in en',
    );
  });
});

const idsOf = (html: string): string[] => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);

/** Where on the page two rights stand. */
const order = (policy = midare): number[] =>
  ['right.access', 'right.prohibit'].map((id) => en(policy, { as: 'html' }).indexOf(`id="${id}"`));
