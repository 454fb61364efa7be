import { describe, expect, test } from '@jest/globals';
import { version } from '../diff/versions.fixture.js';
import type { Language } from '../model/elements.js';
import { midare, textsOf, versions } from './notices.fixture.js';
import { Words } from './words.js';

const { policy } = versions.find(({ version: each }) => each.startsWith('midare/'))!;
const on = '2026-11-23';
const wordsIn = (lang: Language, of = policy): Words => new Words(of, textsOf(policy)[lang]!, lang, on);

test('each way to reach the company has its own name', () => {
  const kettinki = versions.find(({ version: each }) => each.startsWith('kettinki/'))!.policy;
  const words = new Words(kettinki, textsOf(kettinki).en!, 'en', on);
  expect(kettinki.contactPoints.map((point) => words.name(point))).toEqual([
    'By post',
    'By e-mail',
    'In matters of data protection',
  ]);
});

describe('a language says', () => {
  test.each<[string, (words: Words) => string, fi: string, sv: string, en: string]>([
    ['a date', (w) => w.date('2026-01-09'), '9. tammikuuta 2026', '9 januari 2026', '9 January 2026'],
    [
      'a day of December',
      (w) => w.date('2026-12-31'),
      '31. joulukuuta 2026',
      '31 december 2026',
      '31 December 2026',
    ],
    ['a day of any year', (w) => w.dayOfYear('03-31'), '31. maaliskuuta', '31 mars', '31 March'],
    [
      'a beginning',
      (w) => w.span({ validFrom: '2018-05-25' }),
      '25. toukokuuta 2018 alkaen',
      'från 25 maj 2018',
      'from 25 May 2018',
    ],
    [
      'an end',
      (w) => w.span({ validTo: '2019-06-01' }),
      '1. kesäkuuta 2019 asti',
      'till och med 1 juni 2019',
      'until 1 June 2019',
    ],
    [
      'both',
      (w) => w.span({ validFrom: '2018-05-25', validTo: '2019-06-01' }),
      '25. toukokuuta 2018 – 1. kesäkuuta 2019',
      '25 maj 2018 – 1 juni 2019',
      'from 25 May 2018 to 1 June 2019',
    ],
    ['neither', (w) => w.span({}), '', '', ''],
    [
      'one of each',
      (w) => w.period('P1Y1M1W1D'),
      '1 vuosi 1 kuukausi 1 viikko 1 päivä',
      '1 år 1 månad 1 vecka 1 dag',
      '1 year 1 month 1 week 1 day',
    ],
    ['many', (w) => w.period('P10Y18M'), '10 vuotta 18 kuukautta', '10 år 18 månader', '10 years 18 months'],
    ['eleven', (w) => w.period('P11W21D'), '11 viikkoa 21 päivää', '11 veckor 21 dagar', '11 weeks 21 days'],
    ['a country', (w) => w.country('SE'), 'Ruotsi', 'Sverige', 'Sweden'],
    [
      'countries, in its own order of letters',
      (w) => w.countries(['SE', 'AT', 'CY', 'FI', 'EE']),
      'Itävalta, Kypros, Ruotsi, Suomi, Viro',
      'Cypern, Estland, Finland, Sverige, Österrike',
      'Austria, Cyprus, Estonia, Finland, Sweden',
    ],
    [
      'a law and a day of judgment',
      (w) => w.law('Accounting Act 1336/1997 ch. 2; void since C-311/18 of 16 July 2020'),
      'Kirjanpitolaki 1336/1997 luku 2; mitätön tuomion jälkeen: C-311/18, 16. heinäkuuta 2020',
      'Bokföringslagen 1336/1997 kap. 2; ogiltigt efter domen C-311/18, 16 juli 2020',
      'Accounting Act 1336/1997 ch. 2; void since C-311/18, 16 July 2020',
    ],
    [
      'what is no month as it stands',
      (w) => w.law('Annex of 16 Articles 2020'),
      'Annex of 16 Articles 2020',
      'Annex of 16 Articles 2020',
      'Annex of 16 Articles 2020',
    ],
    [
      'a day of January',
      (w) => w.law('Case of 2 January 2021'),
      'Case, 2. tammikuuta 2021',
      'Case, 2 januari 2021',
      'Case, 2 January 2021',
    ],
  ])('%s', (_what, say, fi, sv, en) => {
    expect([say(wordsIn('fi')), say(wordsIn('sv')), say(wordsIn('en'))]).toEqual([fi, sv, en]);
  });

  test('a code that is no country as it is', () => {
    expect(wordsIn('en').country('XQ')).toBe('XQ');
  });
});

describe('what an element is called', () => {
  test.each<[string, string]>([
    ['controller.midare', 'Midare Oy'],
    ['role.processor', 'We as processor'],
    ['basis.legitimate-interest', 'Legitimate interest'],
    ['transfer.eea', 'Countries of the EEA'],
    ['relationship.end', 'When a customer relationship ends'],
    ['accounting.financial-year', 'Financial year'],
    ['review.register', 'Regular review'],
    ['deadline.answer', 'When we answer'],
    ['contact.street', 'By post'],
    ['notice.document', 'The document'],
    ['purpose.invoicing', 'Invoicing'],
  ])('%s', (id, name) => {
    expect(wordsIn('en').name(policy.elements.get(id)!)).toBe(name);
  });

  test('an authority by its own name', () => {
    const { policy: other } = versions.find(({ policy: each }) => each.authority !== undefined)!;
    expect(wordsIn('sv', other).name(other.authority!)).toBe('Tietosuojavaltuutetun toimisto');
  });

  test('a role of the company’s own by its text, and one without is refused by id', () => {
    const role = version([
      'roles:\n',
      'roles:\n  - { id: role.joint-controller, statements: [scope.controller] }\n',
    ]).elements.get('role.joint-controller')!;
    expect(() => wordsIn('en').name(role)).toThrow(
      'midare/2018-05-25 has no text for role.joint-controller in en',
    );
    const words = new Words(midare, new Map([[role.id, { name: 'We together' }]]), 'en', on);
    expect(words.name(role)).toBe('We together');
  });
});

test('what has no value is no fact', () => {
  const words = wordsIn('en');
  for (const nothing of [undefined, '', [], [undefined, '']])
    expect(words.fact('period', nothing)).toEqual([]);
  expect(words.fact('period', ['a', undefined, '', 'b'])).toEqual([
    { label: 'Kept', values: ['a', 'b'], listed: false },
  ]);
});
