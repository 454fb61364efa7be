import { describe, expect, test } from '@jest/globals';
import { type Edit, edits, later } from '../diff/versions.fixture.js';
import type { Language } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { midare, textsFor, textsOf, versions } from './notices.fixture.js';
import { read } from './read-page.fixture.js';
import { renderNotice } from './render-notice.js';

const on = '2026-11-23';
const texts = textsFor(midare);
const proposed = versions.find(({ version }) => version.startsWith('midare-proposed/'))!.policy;

/** What stands under "What changed for you", its own sentences first. */
function told(
  policy: Policy,
  lang: Language = 'en',
  own = texts,
): readonly (readonly [string, ...(readonly string[])])[] {
  const html = renderNotice(policy, own, {
    lang,
    as: 'html',
    layer: 'short',
    on,
    previous: { policy: midare, texts },
  });
  const all = read(html);
  expect(all[0]?.id).toBe('changes');
  return all.filter(({ section }) => section === 'changes').map(({ title, says }) => [title, ...says]);
}

const nothing = 'Nothing changed in what is done with your data.';
const heading = ['What changed for you', 'Compared with the version in force from 25 May 2018:'];
const newBooks =
  '  - { id: hold.warranty, statements: [basis.law], anchor: release, provision: GDPR Art. 6(1)(f) }\n';

describe('what changed for you', () => {
  const rows: readonly (readonly [string, readonly Edit[], readonly (readonly string[])[]])[] = [
    [
      'a shorter time, from what to what',
      [edits.fiveYears],
      [['Changed: Customer data', 'Data is kept for a shorter time.', 'Before: 10 years. Now: 5 years.']],
    ],
    [
      'another country, from where to where',
      [['country: DE', 'country: SE']],
      [
        [
          'Changed: Server provider',
          'Who gets data, or where, is different.',
          'Before: Germany. Now: Sweden.',
        ],
      ],
    ],
    [
      'a new number of a contract, and no more',
      [['DPA-2018-01', 'DPA-2026-09']],
      [['Changed: Sender of our marketing', 'What we tell you is different.']],
    ],
    [
      'another day of a contract, without days that say nothing by themselves',
      [['DPA-2018-01, validFrom: 2018-05-25', 'DPA-2018-01, validFrom: 2026-05-25']],
      [['Changed: Sender of our marketing', 'Who gets data, or where, is different.']],
    ],
    [
      'in one line what the same is said of',
      [
        [
          'channels: [email, post, web]\n    retention: [customer]',
          'channels: [email, post, web]\n    retention: [proof]',
        ],
        [
          'channels: [email, sms, phone, post]\n    retention: [customer]',
          'channels: [email, sms, phone, post]\n    retention: [proof]',
        ],
      ],
      [['Changed: Invoicing; Collecting unpaid invoices', 'Data is kept for another time.']],
    ],
    [
      'apart what is not the same, and each of two changes of one element once',
      [
        ['country: DE', 'country: SE'],
        ['DPA-2018-02', 'DPA-2026-02'],
        ['DPA-2018-03', 'DPA-2026-03'],
      ],
      [
        [
          'Changed: Server provider',
          'Who gets data, or where, is different.',
          'What we tell you is different.',
          'Before: Germany. Now: Sweden.',
        ],
        ['Changed: Carrier', 'What we tell you is different.'],
      ],
    ],
    [
      'what the framework speaks for by its name',
      [["endsOn: '12-31'", "endsOn: '03-31'"]],
      [['Changed: Financial year', 'Data is kept for another time.']],
    ],
    [
      'another address to reach us at, as it was and as it is',
      [['what: Midare Oy, Ahjokatu 14', 'what: Midare Oy, Kauppakatu 1']],
      [
        [
          'Changed: By post',
          'What we tell you is different.',
          'Before: Midare Oy, Ahjokatu 14, Jyväskylä. Now: Midare Oy, Kauppakatu 1, Jyväskylä.',
        ],
      ],
    ],
    [
      'where the company is',
      [['street: Ahjokatu 14', 'street: Kauppakatu 1']],
      [['Changed: Midare Oy', 'What we tell you is different.', 'Before: Ahjokatu 14. Now: Kauppakatu 1.']],
    ],
    ['nothing of another wording', [edits.anotherNote], [[nothing]]],
    ['nothing of what is no element', [['maxStaleness: PT5S', 'maxStaleness: PT9S']], [[nothing]]],
    [
      'no period that has nothing to stand beside',
      [['    extendedPeriod: P3M\n', '']],
      [['Changed: When we answer', 'Your rights, or how they are carried out, are different.']],
    ],
    [
      'no list, even of one country',
      [['countries: [JP]', 'countries: [CA]']],
      [['Changed: Decision on Japan', 'Who gets data, or where, is different.']],
    ],
  ];

  test.each(rows.map(([what, changes, expected]) => ({ what, policy: later(...changes), expected })))(
    'tells $what',
    ({ policy, expected }) => {
      const [[title, intro, ...more] = [''], ...entries] = told(policy);
      expect([title, intro]).toEqual(heading);
      expect(more.length > 0 ? [more] : entries).toEqual(expected);
    },
  );

  test('where consent is asked again, that is said first', () => {
    const [, [title, first] = []] = told(later(edits.newsletterUsesInterests));
    expect([title, first]).toEqual(['Changed: Newsletter', 'We ask for your consent again.']);
  });

  test('a rule that is new or gone tells how long it keeps, in place of what it touches', () => {
    const withHold = later(['holds:\n', `holds:\n${newBooks}`]);
    const named = new Map([...texts.en!, ['hold.warranty', { name: 'Warranty', says: 'We answer for it.' }]]);
    const [, ...entries] = told(withHold, 'en', { en: named });
    expect(entries).toEqual([['New: Warranty', 'Until the matter is closed.']]);
  });

  test.each([
    ['New: User accounts', '6 months after the customer relationship ends.'],
    ['Gone: Customer data', '10 years after the customer relationship ends.'],
    ['Gone: Privacy Shield', 'Who gets data, or where, is different.'],
    ['Changed: Data on use', 'Data is kept for a shorter time.', 'Before: 2 years. Now: 1 year.'],
  ])('in the proposal beside the notice it mends: %s', (...line) => {
    expect(told(proposed, 'en', textsOf(proposed))).toContainEqual(line);
  });

  test('each language tells as many changes in its own words', () => {
    const [fi, sv, en] = (['fi', 'sv', 'en'] as const).map((lang) => told(proposed, lang, textsOf(proposed)));
    expect(fi!.length).toBeGreaterThan(10);
    expect([sv!.length, en!.length]).toEqual([fi!.length, fi!.length]);
    expect(fi).toContainEqual([
      'Muuttunut: Käyttötiedot',
      'Tietoja säilytetään lyhyemmän aikaa.',
      'Ennen: 2 vuotta. Nyt: 1 vuosi.',
    ]);
  });

  test('the full notice tells them first too, under ids of their own', () => {
    const html = renderNotice(later(edits.fiveYears), texts, {
      lang: 'en',
      as: 'html',
      on,
      previous: { policy: midare, texts },
    });
    expect(
      read(html)
        .slice(0, 3)
        .map(({ id }) => id),
    ).toEqual(['changes', 'changed-retention.customer', 'who']);
  });

  test('in plain text each is a line of its own', () => {
    const [policy, previous] = [later(edits.fiveYears), { policy: midare, texts }];
    expect(renderNotice(policy, texts, { lang: 'en', as: 'text', layer: 'short', on, previous })).toContain(
      '\n\n* Changed: Customer data: Data is kept for a shorter time. Before: 10 years. Now: 5 years.\n\n',
    );
  });

  test('a first version has nothing to compare with, and says nothing of changes', () => {
    expect(renderNotice(midare, texts, { lang: 'en', as: 'html', on })).not.toContain('What changed for you');
  });
});
