import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { type Edit, edits, later, version } from '../diff/versions.fixture.js';
import { mergedSimulations, type SimulatedParty, type Simulation, Simulator } from './simulation.js';

const before = version();
const today = '2026-11-23';

const customer = (party: string, lastActivityOn: string): SimulatedParty => ({
  party,
  activity: { firstOn: lastActivityOn, lastActivityOn },
  records: [
    {
      id: `o-${party}`,
      kind: 'customer',
      category: 'contact',
      on: lastActivityOn,
      fieldClasses: ['identity', 'contact'],
    },
  ],
});
const user = (party: string, on: string): SimulatedParty => ({
  party,
  records: [{ id: `u-${party}`, kind: 'usage', category: 'usage', on, fieldClasses: ['usage'] }],
});
const newsReader = (party: string): SimulatedParty => ({
  party,
  facts: {
    audience: 'web-shop-customer',
    contracts: [],
    consents: [{ id: 'c-1', purpose: 'newsletter', grantedAt: '2026-06-01T09:00:00+03:00' }],
    prohibitions: [],
    objections: [],
    restrictions: [],
  },
});

function simulate(changes: readonly Edit[], parties: readonly SimulatedParty[]): Simulation {
  const simulator = new Simulator(before, later(...changes), today);
  for (const party of parties) simulator.add(party);
  return simulator.result();
}

const oneYearOfUse: Edit = [
  'fieldClasses: [usage]\n    anchor: record\n    period: P2Y',
  'fieldClasses: [usage]\n    anchor: record\n    period: P1Y',
];
const twentyYears: Edit = [
  'anchor: relationship-end\n    period: P10Y',
  'anchor: relationship-end\n    period: P20Y',
];
const analyticsWithoutUse: Edit = [
  '    categories: [relationship, interests, registration, usage]\n    retention: [usage]',
  '    categories: [relationship, interests, registration]\n    retention: [usage]',
];

const clock = (fieldClass: string, dueOn: string | null) => {
  const basis = { element: 'e', statements: [], reason: 'r' };
  return { fieldClass, dueOn, lastDayKept: null, basis, alsoHeldBy: [] };
};

const counted = (tallies: Simulation['erasedNow']): number =>
  tallies.reduce((sum, { count }) => sum + count, 0);

describe('What a policy would do is known before it does it', () => {
  const nothing = { erasedNow: [], keptLonger: [], keptShorter: [], newlyDenied: [], newlyAllowed: [] };
  test.each<[string, readonly Edit[], readonly SimulatedParty[], object]>([
    [
      'the same',
      [],
      [customer('p1', '2020-01-01'), user('p2', '2025-05-05'), newsReader('p3')],
      { parties: 3, records: 2, ...nothing },
    ],
    [
      'retention.customer: kept shorter',
      [edits.fiveYears],
      [customer('p1', '2023-01-01')],
      { keptShorter: [{ element: 'retention.customer', count: 2, examples: ['p1'] }] },
    ],
    [
      'retention.customer: erased now',
      [edits.fiveYears],
      [customer('p1', '2019-01-01'), customer('p2', '2019-02-01')],
      { erasedNow: [{ element: 'retention.customer', count: 4, examples: ['p1', 'p2'] }], keptShorter: [] },
    ],
    ['retention.customer: due by either', [edits.fiveYears], [customer('p1', '2010-01-01')], nothing],
    [
      'retention.customer: kept longer',
      [twentyYears],
      [customer('p1', '2010-01-01'), customer('p2', '2020-01-01')],
      { keptLonger: [{ element: 'retention.customer', count: 4, examples: ['p1', 'p2'] }], erasedNow: [] },
    ],
    [
      'data.usage: erased now',
      [oneYearOfUse],
      [user('p1', '2025-05-05'), user('p2', '2026-05-05')],
      {
        erasedNow: [{ element: 'retention.usage', count: 1, examples: ['p1'] }],
        keptShorter: [{ element: 'retention.usage', count: 1, examples: ['p2'] }],
      },
    ],
    [
      'data.usage: erased on its very day',
      [oneYearOfUse],
      [user('p1', '2025-11-22')],
      { erasedNow: [{ element: 'retention.usage', count: 1, examples: ['p1'] }], keptShorter: [] },
    ],
    [
      'basis.consent: newly denied',
      [edits.contactGetsBirthDate],
      [newsReader('p1'), newsReader('p2')],
      {
        newlyDenied: [{ element: 'purpose.newsletter', count: 2, examples: ['p1', 'p2'] }],
        newlyAllowed: [],
      },
    ],
    [
      'a category less for a purpose',
      [analyticsWithoutUse],
      [newsReader('p1')],
      { newlyDenied: [{ element: 'purpose.analytics', count: 1, examples: ['p1'] }] },
    ],
  ])('%s', (_what, changes, parties, expected) => {
    expect(simulate(changes, parties)).toMatchObject(expected);
  });

  test.each<[string | null, string | null, Partial<Simulation>]>([
    ['2027-01-01', null, { keptLonger: [{ element: 'e', count: 1, examples: ['p'] }], keptShorter: [] }],
    [null, '2027-01-01', { keptShorter: [{ element: 'e', count: 1, examples: ['p'] }], keptLonger: [] }],
    [null, '2026-11-23', { erasedNow: [{ element: 'e', count: 1, examples: ['p'] }], keptShorter: [] }],
    [null, null, { keptLonger: [], keptShorter: [], erasedNow: [] }],
    [today, '2026-01-01', { keptLonger: [], keptShorter: [], erasedNow: [] }],
    ['2027-01-01', '2027-01-01', { keptLonger: [], keptShorter: [], erasedNow: [] }],
  ])('due on %s, and then on %s', (before, after, expected) => {
    const simulator = new Simulator(version(), version(), today);
    simulator.addClocks(
      'p',
      [[clock('other', '2020-01-01'), clock('usage', before)]],
      [[clock('usage', after), clock('new', today)]],
    );
    expect(simulator.result()).toMatchObject({ parties: 1, records: 1, ...expected });
  });

  test('a record that only the one policy has clocks for is counted and not compared', () => {
    const simulator = new Simulator(version(), version(), today);
    simulator.addClocks('p', [[]], [[clock('usage', today)], [clock('usage', today)]]);
    expect(simulator.result()).toEqual({ parties: 1, records: 2, ...nothing });
  });

  test.each([
    ['2026-11-23', '2026-11-23T23:59:00+02:00'],
    ['2026-06-30', '2026-06-30T23:59:00+03:00'],
  ])('a consent given in the last minute of %s counts', (day, grantedAt) => {
    const simulator = new Simulator(before, later(edits.contactGetsBirthDate), day);
    const { facts } = newsReader('p1');
    const consents = [{ id: 'c-1', purpose: 'newsletter', grantedAt }];
    simulator.add({ party: 'p1', facts: { ...facts!, consents } });
    expect(simulator.result().newlyDenied).toMatchObject([{ element: 'purpose.newsletter', count: 1 }]);
  });

  test('no more than five are named for each element', () => {
    const many = Array.from({ length: 12 }, (_, index) => user(`p${index}`, '2025-05-05'));
    const { erasedNow } = simulate([oneYearOfUse], many);
    expect(erasedNow).toEqual([
      { element: 'retention.usage', count: 12, examples: ['p0', 'p1', 'p2', 'p3', 'p4'] },
    ]);
  });

  test('simulated the other way round, what was kept longer is kept shorter or erased', () => {
    const dates = fc.date({ min: new Date('2004-01-01'), max: new Date('2026-11-01'), noInvalidDate: true });
    const after = later(edits.fiveYears, oneYearOfUse);
    fc.assert(
      fc.property(fc.array(dates, { maxLength: 8 }), (found) => {
        const parties = found.flatMap((date, index) => {
          const on = date.toISOString().slice(0, 10);
          return [customer(`c${index}`, on), user(`u${index}`, on)];
        });
        const run = (one: typeof before, other: typeof before): Simulation => {
          const simulator = new Simulator(one, other, today);
          for (const party of parties) simulator.add(party);
          return simulator.result();
        };
        const [there, back] = [run(before, after), run(after, before)];
        expect(counted(back.keptLonger)).toBe(counted(there.keptShorter) + counted(there.erasedNow));
        expect(counted(back.erasedNow)).toBe(0);
      }),
    );
  });

  test('in parts it adds up to the whole', () => {
    const parties = [
      customer('p1', '2019-01-01'),
      user('p2', '2025-05-05'),
      user('p3', '2025-06-05'),
      newsReader('p4'),
    ];
    const changes = [edits.fiveYears, oneYearOfUse, edits.contactGetsBirthDate];
    const whole = simulate(changes, parties);
    const parts = parties.map((party) => simulate(changes, [party]));
    expect(parts.reduce(mergedSimulations)).toEqual(whole);
  });
});
