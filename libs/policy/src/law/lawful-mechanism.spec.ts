import { describe, expect, test } from '@jest/globals';
import type { Mechanism } from '../model/elements.js';
import { currentLaw } from './law.js';
import { asLawAllows, decisionsNamedIn, lawfulMechanism, loosened } from './lawful-mechanism.js';

const mechanism = (reference: string, terms: Partial<Mechanism> = {}): Mechanism => ({
  id: 'mechanism.any',
  name: 'any',
  statements: [],
  validFrom: '1990-01-01',
  reference,
  ...terms,
});

describe('transfer.places: a mechanism is what its decision is', () => {
  test.each([
    ['Decision 2010/625/EU', 'AD', '2010-10-19', undefined],
    ['Decision 2003/490/EC', 'AR', '2003-06-30', undefined],
    ['Decision (EU) 2026/179', 'BR', '2026-01-26', undefined],
    ['Decision 2002/2/EC', 'CA', '2001-12-20', undefined],
    ['Decision 2000/518/EC', 'CH', '2000-07-26', undefined],
    ['Decision 2010/146/EU', 'FO', '2010-03-05', undefined],
    ['Decision (EU) 2021/1772', 'GB', '2021-06-28', '2031-12-27'],
    ['Decision 2003/821/EC', 'GG', '2003-11-21', undefined],
    ['Decision 2011/61/EU', 'IL', '2011-01-31', undefined],
    ['Decision 2004/411/EC', 'IM', '2004-04-28', undefined],
    ['Decision 2008/393/EC', 'JE', '2008-05-08', undefined],
    ['Decision (EU) 2019/419', 'JP', '2019-01-23', undefined],
    ['Decision (EU) 2022/254', 'KR', '2021-12-17', undefined],
    ['Decision 2013/65/EU', 'NZ', '2012-12-19', undefined],
    ['Decision 2000/520/EC', 'US', '2000-07-26', '2015-10-05'],
    ['Decision (EU) 2016/1250', 'US', '2016-07-12', '2020-07-15'],
    ['Decision (EU) 2023/1795', 'US', '2023-07-10', undefined],
    ['Decision 2012/484/EU', 'UY', '2012-08-21', undefined],
  ])('%s is for %s from %s to %s, though the policy gives no bounds', (reference, country, from, to) => {
    const { validFrom, validTo, countries } = asLawAllows(mechanism(reference));
    expect([countries, validFrom, validTo]).toEqual([[country], from, to]);
  });

  test.each([
    ['Decision (EU) 2021/914, in place of 2010/87', '2021/914'],
    ['Regulation (EU) 2016/679 and Decision (EU) 2016/1250', '2016/1250'],
    ['Decision (EU) 2025/9999 amending 2021/1772', '2021/1772'],
    ['GDPR Art. 46(2)(b), 47', 'Art. 46(2)(b)'],
    ['Regulation (EU) 2016/679 Art. 47', 'Art. 47'],
    ['GDPR Art. 49(1)(b)', 'Art. 49(1)('],
    ['GDPR Art. 49', undefined],
    ['GDPR Art. 45', undefined],
    ['GDPR Art. 46(2)(c)', undefined],
    ['Decision (EU) 2099/1; GDPR Art. 47', undefined],
    ['Decision 2002/21/EC', undefined],
    ['Decision 12002/2', undefined],
    ['Case 1/2002/2', '2002/2'],
    ['', undefined],
  ])('"%s" is %s', (reference, named) => {
    const lawful = lawfulMechanism(currentLaw, mechanism(reference));
    expect(lawful?.decision ?? lawful?.article).toBe(named);
  });

  test('without a reference it is nothing', () => {
    expect(lawfulMechanism(currentLaw, {})).toBeUndefined();
    expect(decisionsNamedIn('none')).toEqual([]);
  });
});

describe('transfer.us: a policy may tighten what the law gives, never loosen it', () => {
  const framework = { validFrom: '2023-07-10', countries: ['US'], needs: 'certification' } as const;
  const shield = { ...framework, validFrom: '2016-07-12', validTo: '2020-07-15' };

  test.each<[string, string, Partial<Mechanism>, string[]]>([
    ['as it is', '2016/1250', shield, []],
    ['tighter', '2016/1250', { ...shield, validFrom: '2017-01-01', validTo: '2019-12-31' }, []],
    ['a day early', '2016/1250', { ...shield, validFrom: '2016-07-11' }, ['validFrom']],
    ['a day long', '2016/1250', { ...shield, validTo: '2020-07-16' }, ['validTo']],
    ['without an end', '2016/1250', { ...framework, validFrom: '2016-07-12' }, ['validTo']],
    ['with an end where the law has none', '2023/1795', { ...framework, validTo: '2027-01-01' }, []],
    ['for one country more', '2023/1795', { ...framework, countries: ['US', 'CA'] }, ['countries']],
    ['for none', '2023/1795', { ...framework, countries: [] }, []],
    ['needing another thing', '2023/1795', { ...framework, needs: 'assessment' }, ['needs']],
    [
      'needing what the law does not ask',
      '2019/419',
      { validFrom: '2020-01-01', countries: ['JP'], needs: 'assessment' },
      [],
    ],
    [
      'clauses for some countries',
      '2021/914',
      { validFrom: '2021-06-27', countries: ['IN'], needs: 'assessment' },
      [],
    ],
    ['everything at once', '2016/1250', {}, ['validTo', 'validFrom', 'countries', 'needs']],
  ])('%s', (_how, decision, terms, expected) => {
    const declared = mechanism(decision, terms);
    const lawful = lawfulMechanism(currentLaw, declared);
    expect(lawful && loosened(declared, lawful)).toEqual(expected);
    if (expected.length === 0) expect(asLawAllows(declared)).toBe(declared);
  });

  test.each<[string, string, Partial<Mechanism>, Partial<Mechanism>]>([
    [
      'all of it is the law’s',
      '2016/1250',
      {},
      { ...shield, reference: 'C-311/18 Schrems II, 16 July 2020' },
    ],
    [
      'the tighter bound stays',
      '2016/1250',
      { validFrom: '2018-05-25', validTo: '2019-01-01' },
      { ...shield, validFrom: '2018-05-25', validTo: '2019-01-01' },
    ],
    ['countries that both name', '2023/1795', { countries: ['US', 'CA'] }, { countries: ['US'] }],
    [
      'countries the law leaves open',
      '2021/914',
      { countries: ['IN'] },
      { countries: ['IN'], needs: 'assessment' },
    ],
    ['a need of its own', '2019/419', { needs: 'assessment' }, { needs: 'assessment', countries: ['JP'] }],
  ])('%s', (_what, decision, terms, expected) => {
    expect(asLawAllows(mechanism(decision, terms))).toMatchObject(expected);
  });

  test('where neither sets a bound there is none', () => {
    expect(Object.keys(asLawAllows(mechanism('2021/914'))).sort()).toEqual(
      ['id', 'name', 'needs', 'reference', 'statements', 'validFrom'].sort(),
    );
    expect(Object.keys(asLawAllows(mechanism('2000/518')))).not.toContain('needs');
  });

  test('what the law does not know is as the policy says', () => {
    const own = mechanism('Decision (EU) 2099/1');
    expect(asLawAllows(own)).toBe(own);
  });
});
