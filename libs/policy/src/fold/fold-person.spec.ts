import { describe, expect, test } from '@jest/globals';
import {
  day,
  email,
  erased,
  granted,
  lifted,
  offered,
  ordered,
  prohibited,
  registered,
  updated,
  withdrawn,
} from './acts.fixture.js';
import type { Act, Told } from './acts.js';
import { foldPerson } from './fold-person.js';

const fold = (...acts: readonly Act[]): ReturnType<typeof foldPerson> => foldPerson(acts, () => ['email']);
const activated = updated({ id: 'a', act: 'account-activated', addresses: [], wholeContact: false });
const roleEnded = updated({ id: 'ended', act: 'role-ended', at: day(5), wholeContact: false });
const roleChanged = (at: string): Told =>
  updated({ id: 'changed', act: 'role-changed', at, wholeContact: false });

describe('scope.audience – who a person is by all that happened', () => {
  test.each<[string, readonly Act[], object]>([
    ['nothing', [], { known: false, contracts: [] }],
    ['a prohibition alone', [prohibited()], { known: false }],
    ['a registration', [registered()], { known: true, audience: 'web-shop-customer' }],
    ['an account alone', [activated], { known: true, audience: 'site-user' }],
    ['an account and an order', [activated, ordered()], { audience: 'web-shop-customer' }],
    ['before an erasure', [registered(), erased()], { known: false, told: [] }],
    ['at the moment of an erasure', [registered({ at: day(25) }), erased()], { known: false }],
    [
      'after the last of two erasures',
      [
        erased(),
        registered({ at: day(26) }),
        erased({ id: 'e.2', at: day(27) }),
        erased({ id: 'e.0', at: day(2) }),
      ],
      { known: false },
    ],
    ['after an erasure', [erased(), registered({ at: day(26) })], { known: true }],
    [
      'an order that a law keeps after an erasure',
      [ordered({ order: undefined, keptByLaw: true }), erased()],
      { known: true, audience: 'web-shop-customer', contracts: [] },
    ],
  ])('%s', (_given, acts, outcome) => {
    expect(fold(...acts)).toMatchObject(outcome);
  });

  test('of nothing and of no audience where nothing is told', () => {
    expect(fold()).toEqual({
      known: false,
      contracts: [],
      consents: [],
      prohibitions: [],
      objections: [],
      restrictions: [],
      stays: [],
      told: [],
      grants: [],
      withdrawals: [],
    });
  });

  test.each<[string, readonly Act[], string | undefined]>([
    ['never told', [activated], undefined],
    ['as registered', [registered()], 'consumer'],
    ['the newest word', [registered(), ordered({ subjectKind: 'business-contact' })], 'business-contact'],
    [
      'a newer act that does not say',
      [registered({ subjectKind: 'business-contact' }), ordered()],
      'business-contact',
    ],
    [
      'told differently at one moment: the stricter',
      [registered({ subjectKind: 'business-contact' }), ordered({ at: day(1), subjectKind: 'consumer' })],
      'consumer',
    ],
    [
      'differently, and neither a consumer',
      [
        registered({ subjectKind: 'business-contact' }),
        ordered({ at: day(1), subjectKind: 'public-organisation-contact' }),
      ],
      'consumer',
    ],
    [
      'alike at one moment',
      [
        registered({ subjectKind: 'business-contact' }),
        ordered({ at: day(1), subjectKind: 'business-contact' }),
      ],
      'business-contact',
    ],
  ])('of what kind: %s', (_given, acts, kind) => {
    expect(fold(...acts).subjectKind).toBe(kind);
  });
});

describe('basis.contract – an order opens the basis', () => {
  test('the newest first, and none without its number', () => {
    const older = ordered({ id: 'o0', order: '536000', at: day(1) });
    expect(fold(older, ordered(), ordered({ id: 'o2', order: undefined })).contracts).toEqual([
      { order: '536365', openedOn: '2026-06-02' },
      { order: '536000', openedOn: '2026-06-01' },
    ]);
  });
});

const orders = (...acts: readonly Act[]) => fold(...acts).contracts.map(({ order }) => order);

describe('promise 6 – of acts at the same moment the order is always the same', () => {
  test('by their ids, whatever came first', () => {
    const [one, other] = [ordered({ id: 'a', order: '1' }), ordered({ id: 'b', order: '2' })];
    expect([orders(one, other), orders(other, one)]).toEqual([
      ['2', '1'],
      ['2', '1'],
    ]);
  });
});

describe('right.erase-limits – of an erased order a record may have to be kept', () => {
  test.each([
    ['an order', [ordered(), erased()], true],
    ['an order whose number is erased too', [ordered({ order: undefined }), erased()], false],
    ['what is no order', [registered({ order: '1' }), erased()], false],
  ])('%s', (_given, acts, known) => {
    expect(fold(...acts).known).toBe(known);
  });
});

describe('retention.marketing – the work role is over once its end is the newest word on it', () => {
  test.each<[string, readonly Act[], object | undefined]>([
    ['never ended', [registered(), roleChanged(day(4))], undefined],
    ['ended', [registered(), roleEnded], { endedOn: '2026-06-05' }],
    ['another role before it', [roleChanged(day(4)), roleEnded], { endedOn: '2026-06-05' }],
    ['another role after it', [roleEnded, roleChanged(day(6))], undefined],
    ['another role at the same moment', [roleEnded, roleChanged(day(5))], { endedOn: '2026-06-05' }],
    ['registered after it', [roleEnded, registered({ at: day(6) })], undefined],
    ['an update after it', [roleEnded, updated()], { endedOn: '2026-06-05' }],
  ])('%s', (_given, acts, workRole) => {
    expect(fold(...acts).workRole).toEqual(workRole);
  });
});

const ids = (...acts: readonly Act[]): readonly string[] => fold(...acts).prohibitions.map(({ id }) => id);

describe('right.prohibit – a prohibition stands until a lift names it, whatever came first', () => {
  test.each<[string, readonly Act[], readonly string[]]>([
    ['one', [prohibited()], ['s.1']],
    ['two, by their ids', [prohibited({ id: 's.2' }), prohibited()], ['s.1', 's.2']],
    ['lifted', [prohibited(), lifted()], []],
    ['the lift came first, and is older', [lifted({ at: day(1) }), prohibited()], []],
    ['a lift of another one', [prohibited(), lifted({ names: ['s.2'] })], ['s.1']],
    ['an echo falls with its root', [prohibited({ id: 's.1/v', root: 's.1' }), lifted()], []],
    [
      'and the root stands where the echo alone is lifted',
      [prohibited(), prohibited({ id: 's.1/v', root: 's.1' }), lifted({ names: ['s.1/v'] })],
      ['s.1'],
    ],
    ['a consent given after it', [prohibited(), granted({ at: day(28) })], ['s.1']],
    ['an erasure after it', [prohibited(), erased()], ['s.1']],
  ])('%s', (_given, acts, standing) => {
    expect(ids(...acts)).toEqual(standing);
  });

  test('keeps since when, of what, and whether a person or an address is meant', () => {
    const bare = prohibited({ personal: false, address: 'v', scope: { kind: 'channel', value: 'sms' } });
    expect(fold(bare, prohibited({ id: 's.2' })).prohibitions).toEqual([
      {
        id: 's.1',
        since: day(14),
        scope: { kind: 'channel', channel: 'sms' },
        personal: false,
        address: 'v',
      },
      { id: 's.2', since: day(14), scope: { kind: 'all-marketing' }, personal: true },
    ]);
  });

  test('right.object, right.restrict – objections and restrictions stand likewise, and outlive an erasure', () => {
    const acts: readonly Act[] = [
      { type: 'objected', id: 'o.1', at: day(3) },
      { type: 'objected', id: 'o.2', at: day(3), purpose: 'profiling', overridden: true },
      { type: 'restricted', id: 'r.1', at: day(4) },
      { type: 'restricted', id: 'r.2', at: day(4), categories: ['contact'] },
      erased(),
    ];
    expect(fold(...acts)).toMatchObject({
      objections: [
        { id: 'o.1', since: day(3) },
        { id: 'o.2', since: day(3), purpose: 'profiling', overridden: true },
      ],
      restrictions: [
        { id: 'r.1', since: day(4) },
        { id: 'r.2', since: day(4), categories: ['contact'] },
      ],
    });
    const { objections, restrictions } = fold(...acts, lifted({ names: ['o.1', 'r.1'] }));
    expect([objections, restrictions].map((all) => all.map(({ id }) => id))).toEqual([['o.2'], ['r.2']]);
  });
});

const refused = (at: string): Told =>
  ordered({ id: at, at, collection: { ...offered(at), refused: true }, addresses: [email('w')] });

describe('basis.consent – what is erased is neither a consent nor its end', () => {
  test('only what was chosen since counts', () => {
    expect(fold(granted(), withdrawn(), erased()).consents).toEqual([]);
    const since = granted({ id: 'c.2', at: day(26) });
    expect(fold(granted(), withdrawn(), erased(), since).consents).toEqual([
      { id: 'c.2', purpose: 'direct-marketing', grantedAt: day(26) },
    ]);
  });

  test('but a withdrawal dated before the consent that it names still ends it, where an erasure reaches the withdrawal alone', () => {
    const named = withdrawn({ at: day(20), consents: ['c.2'] });
    const since = granted({ id: 'c.2', at: day(26) });
    expect(fold(since, named, erased()).consents).toEqual([
      { id: 'c.2', purpose: 'direct-marketing', grantedAt: day(26), withdrawnAt: day(26) },
    ]);
  });

  test('a moment of the past leaves out what came after it', () => {
    const acts = [registered(), granted(), prohibited()];
    const at = (moment: string): readonly number[] => {
      const { told, consents, prohibitions } = foldPerson(acts, () => [], Date.parse(moment));
      return [told.length, consents.length, prohibitions.length];
    };
    expect([day(1), day(5), day(13), day(14)].map(at)).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 0],
      [1, 1, 1],
    ]);
  });

  test('a refusal is remembered, the first of them', () => {
    expect(fold(refused(day(9)), refused(day(3)), ordered({ collection: offered() })).refusedAt).toBe(day(3));
  });
});
