import { describe, expect, test } from '@jest/globals';
import { currentLaw } from '../law/law.js';
import { type Change, type Changed, at, findingsAfter, named, on } from './changed-policy.fixture.js';
import type { Finding } from './finding.js';
import { lintRules } from './lint-rules.js';

type Mechanism = Changed['mechanisms'][number];

const american = ({ recipients }: Changed): Changed['recipients'][number] =>
  named(recipients, 'recipient.app-messages');
const swiss = ({ recipients }: Changed): Changed['recipients'][number] =>
  named(recipients, 'recipient.map-service');

const shield = { validFrom: '2016-07-12', validTo: '2020-07-15', countries: ['US'] };
const framework = { validFrom: '2023-07-10', countries: ['US'] };
const certified = { needs: 'certification' } as const;
const assessed = { needs: 'assessment' } as const;

/** Another mechanism; its name tells nothing. */
const declared =
  (reference: string, terms: Partial<Mechanism>): Change =>
  ({ mechanisms }) =>
    mechanisms.push({
      id: 'mechanism.another',
      name: 'another',
      statements: ['recipients.abroad'],
      reference,
      validFrom: '2018-05-25',
      ...terms,
    });
const movedTo =
  (reference: string, terms: Partial<Mechanism>, transfer: object = {}): Change =>
  (draft) => {
    declared(reference, terms)(draft);
    american(draft).transfer = { mechanism: 'another', ...transfer };
  };
const certifiedUntil = (certifiedTo?: string): Change =>
  movedTo(
    'Decision (EU) 2023/1795',
    { ...framework, ...certified },
    { certifiedFrom: '2024-01-01', ...(certifiedTo !== undefined && { certifiedTo }) },
  );

const vendor = 'recipient.app-messages transfer';
const [without, void_, unmet] = [
  'transfer.without-mechanism',
  'transfer.mechanism-void',
  'transfer.condition-unmet',
];
const [unknown, wider, eea] = [
  'transfer.decision-unknown',
  'transfer.dates-against-law',
  'transfer.eea-against-law',
];

/** [what is changed, the change, each finding: rule, place, severity] */
const fires: readonly (readonly [string, Change, ...(readonly [string, string, Finding['severity']])[]])[] = [
  [
    'no mechanism',
    (draft) => delete american(draft).transfer,
    [without, 'recipient.app-messages country', 'error'],
  ],
  [
    'the adequacy of another country',
    (draft) => (american(draft).transfer = { mechanism: 'adequacy-switzerland' }),
    [without, vendor, 'error'],
  ],
  [
    'the adequacy of another country, declared for this one',
    movedTo('Decision 2000/518/EC', { countries: ['US'] }),
    [without, vendor, 'error'],
    [wider, 'mechanism.another countries', 'error'],
  ],
  [
    'an adequacy declared for every country',
    declared('Decision 2000/518/EC', {}),
    [wider, 'mechanism.another reference', 'error'],
  ],
  [
    'Privacy Shield',
    movedTo('Decision (EU) 2016/1250', { ...shield, ...certified }, { certifiedFrom: '2018-01-01' }),
    [void_, vendor, 'error'],
  ],
  [
    'Privacy Shield by another name, without an end and without its condition',
    movedTo('Commission Decision 2016/1250', { validFrom: '2016-07-12', countries: ['US'] }),
    [void_, vendor, 'error'],
    [wider, 'mechanism.another reference', 'error'],
  ],
  [
    'Privacy Shield, said to last a day longer',
    declared('Decision (EU) 2016/1250', { ...shield, ...certified, validTo: '2020-07-16' }),
    [wider, 'mechanism.another validTo', 'error'],
  ],
  [
    'Privacy Shield without its number',
    movedTo('The privacy shield between the Union and the United States', framework),
    [unknown, 'mechanism.another reference', 'error'],
  ],
  [
    'an adequacy that names only its article',
    declared('GDPR Art. 45', {}),
    [unknown, 'mechanism.another reference', 'error'],
  ],
  [
    'clauses that name only their article',
    declared('GDPR (Regulation (EU) 2016/679) Art. 46(2)(c)', assessed),
    [unknown, 'mechanism.another reference', 'error'],
  ],
  [
    'a decision nobody knows, even beside an article that needs none',
    declared('Decision (EU) 2027/1; GDPR Art. 47', assessed),
    [unknown, 'mechanism.another reference', 'error'],
  ],
  [
    'a number that begins as a known one',
    declared('Decision 2002/21/EC', { countries: ['CA'] }),
    [unknown, 'mechanism.another reference', 'error'],
  ],
  [
    'a mechanism that is not valid yet',
    movedTo('Decision (EU) 2023/1795', { ...framework, ...certified, validFrom: '2027-01-01' }),
    [void_, vendor, 'error'],
  ],
  [
    'a mechanism the policy itself has ended',
    movedTo('GDPR Art. 47', { ...assessed, validTo: '2026-11-22' }, { assessment: 'T' }),
    [void_, vendor, 'error'],
  ],
  [
    'a mechanism from before its day',
    declared('Decision (EU) 2023/1795', { ...framework, ...certified, validFrom: '2023-07-09' }),
    [wider, 'mechanism.another validFrom', 'error'],
  ],
  [
    'clauses without assessment',
    movedTo('Decision (EU) 2021/914', { validFrom: '2021-06-27' }),
    [unmet, vendor, 'error'],
    [wider, 'mechanism.another reference', 'error'],
  ],
  [
    'a condition that is not the law’s',
    declared('Decision (EU) 2021/914', { validFrom: '2021-06-27', ...certified }),
    [wider, 'mechanism.another needs', 'error'],
  ],
  [
    'binding corporate rules that nobody assessed',
    movedTo('GDPR Art. 47', assessed),
    [unmet, vendor, 'error'],
  ],
  [
    'no assessment',
    (draft) => (american(draft).transfer = { mechanism: 'standard-clauses' }),
    [unmet, vendor, 'error'],
  ],
  [
    'no certificate',
    movedTo('Decision (EU) 2023/1795', { ...framework, ...certified }),
    [unmet, vendor, 'error'],
  ],
  [
    'a certificate from tomorrow',
    movedTo('Decision (EU) 2023/1795', { ...framework, ...certified }, { certifiedFrom: '2026-11-24' }),
    [unmet, vendor, 'error'],
  ],
  ['a certificate that has lapsed', certifiedUntil('2026-11-22'), [unmet, vendor, 'error']],
  ['a certificate that lapses today', certifiedUntil(on), [unmet, vendor, 'warning']],
  ['a certificate that lapses within three months', certifiedUntil('2027-02-22'), [unmet, vendor, 'warning']],
  ['a certificate without an end', certifiedUntil(), [unmet, vendor, 'warning']],
  [
    'a country that is put into the EEA',
    (draft) => {
      draft.eea.countries.push('US');
      delete american(draft).transfer;
    },
    [eea, 'transfer.eea countries', 'error'],
  ],
  [
    'the United Kingdom, years after it left',
    ({ eea: { countries } }) => countries.push('GB'),
    [eea, 'transfer.eea countries', 'error'],
  ],
];

describe('scope.law: a transfer is found by what it rests on, not by what the policy calls it', () => {
  test.each(fires)('%s', (_what, change, ...expected) => {
    const found = findingsAfter(change);
    expect(found.map((each) => [each.rule, at(each), each.severity])).toEqual(expected);
    for (const { why, mend, article } of found) {
      expect(article).toMatch(/^GDPR Art\. /);
      expect([why, mend].filter((words) => words.length < 20)).toEqual([]);
    }
  });

  test('no rule on transfers is without such a case', () => {
    const fired = new Set(fires.flatMap(([, , ...expected]) => expected.map(([rule]) => rule)));
    const ids = lintRules.map(({ id }) => id).filter((id) => id.startsWith('transfer.'));
    expect(ids.filter((id) => !fired.has(id))).toEqual([]);
  });
});

describe('scope.law: the lint is silent on', () => {
  test.each<[string, Change]>([
    ['a certificate that lasts three months more', certifiedUntil('2027-02-23')],
    [
      'a certificate on its first day',
      movedTo(
        'Decision (EU) 2023/1795',
        { ...framework, ...certified },
        { certifiedFrom: on, certifiedTo: '2027-11-22' },
      ),
    ],
    [
      'a mechanism on its last day and one on its first',
      (draft) => {
        movedTo('GDPR Art. 47', { ...assessed, validFrom: on, validTo: on }, { assessment: 'T' })(draft);
      },
    ],
    [
      'a void mechanism that is kept for the past and serves nobody',
      declared('Decision (EU) 2016/1250; void since C-311/18', { ...shield, ...certified }),
    ],
    [
      'a mechanism that is kept tighter than the law asks',
      declared('Decision 2000/518/EC', { validTo: '2026-12-31', countries: ['CH'], ...assessed }),
    ],
    [
      'a mechanism that says which one it replaced',
      movedTo(
        'Decision (EU) 2021/914, in place of 2010/87',
        { validFrom: '2021-06-27', ...assessed },
        { assessment: 'T' },
      ),
    ],
    ['the United Kingdom by its renewed adequacy', toBritain('2031-12-27')],
    [
      'the Regulation named beside an article',
      declared('Regulation (EU) 2016/679 Art. 47; GDPR Art. 47', assessed),
    ],
    [
      'a derogation',
      (draft) => {
        declared('GDPR Art. 49(1)(a)', {})(draft);
        swiss(draft).transfer = { mechanism: 'another' };
      },
    ],
  ])('%s', (_what, change) => {
    expect(findingsAfter(change)).toEqual([]);
  });
});

function toBritain(validTo: string): Change {
  return (draft) => {
    declared('Decision (EU) 2021/1772', { validFrom: '2021-06-28', validTo, countries: ['GB'] })(draft);
    Object.assign(american(draft), { country: 'GB', transfer: { mechanism: 'another' } });
  };
}

const only = (change: Change): Finding | undefined => findingsAfter(change)[0];

describe('scope.law: a finding on a transfer', () => {
  test.each<[string, Change, RegExp]>([
    ['the ruling, and the day', movedTo('Decision (EU) 2016/1250', framework), /2020-07-15.*Schrems II/],
    [
      'from when it is valid',
      movedTo('GDPR Art. 47', { ...assessed, validFrom: '2027-01-01' }),
      /is valid from 2027-01-01 only \(GDPR Art\. 47\)/,
    ],
    [
      'the country and the mechanism that is not for it',
      (draft) => (american(draft).transfer = { mechanism: 'adequacy-switzerland' }),
      /in US.*adequacy-switzerland is none/,
    ],
    ['that there is none', (draft) => delete american(draft).transfer, /no mechanism is declared/],
    ['the decision nobody knows', declared('Decision (EU) 2027/1', {}), /names 2027\/1, and no such/],
    ['the decision that is missing', declared('GDPR Art. 45', {}), /names no decision/],
    ['since when a certificate is over', certifiedUntil('2026-11-22'), /until 2026-11-22/],
    ['until when it lasts', certifiedUntil(on), new RegExp(`until ${on} only`)],
    [
      'what is declared, and what the law says',
      declared('Decision 2000/518/EC', { validFrom: '1999-01-01', validTo: '2030-01-01' }),
      /declared valid 1999-01-01–2030-01-01 for every country and needs nothing more; by law adequacy of Switzerland is valid 2000-07-26– for CH/,
    ],
    [
      'the countries that are outside',
      ({ eea: { countries } }) => countries.push('GB', 'US'),
      /Data goes to GB, US as/,
    ],
  ])('tells %s', (_what, change, words) => {
    expect(only(change)?.why).toMatch(words);
  });

  test('names the mechanism it rests on', () => {
    expect(only(movedTo('Decision (EU) 2016/1250', framework))?.concerns).toEqual(['mechanism.another']);
    expect(only(certifiedUntil())?.concerns).toEqual(['mechanism.another']);
  });

  test.each<[string, Change, RegExp]>([
    [
      'the mechanisms that are valid for the country on the day',
      movedTo('Decision (EU) 2016/1250', framework),
      /^Move the recipient to standard-clauses \(needs assessment\), or stop the transfer\.$/,
    ],
    [
      'all of them',
      (draft) => {
        movedTo('Decision (EU) 2016/1250', framework)(draft);
        draft.mechanisms.push({
          ...named(draft.mechanisms, 'mechanism.another'),
          name: 'codes',
          id: 'codes',
        });
        Object.assign(named(draft.mechanisms, 'codes'), {
          reference: 'Art. 49(1)(a)',
          validFrom: '2018-05-25',
        });
      },
      /to standard-clauses \(needs assessment\) or codes, or/,
    ],
    [
      'to stop, where there is none',
      (draft) => {
        movedTo('Decision (EU) 2016/1250', framework)(draft);
        draft.mechanisms = draft.mechanisms.filter(({ name }) => name !== 'standard-clauses');
      },
      /^Stop the transfer, or declare/,
    ],
  ])('offers %s', (_what, change, words) => {
    expect(only(change)?.mend).toMatch(words);
  });
});

test('scope.law: what the law says is data: a ruling of tomorrow is found without a change of code', () => {
  const law = {
    ...currentLaw,
    mechanisms: currentLaw.mechanisms.map((each) =>
      each.decision === '2021/914' ? { ...each, validTo: '2026-11-01' } : each,
    ),
  };
  expect(findingsAfter(() => undefined, on, law).map(({ rule }) => rule)).toEqual([void_, wider]);
});
