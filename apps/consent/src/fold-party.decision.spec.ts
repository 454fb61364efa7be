import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aGrant,
  aLift,
  anErasure,
  anOrder,
  aProhibition,
  aRegistration,
  aWithdrawal,
} from './consent-facts.builder.js';
import type { ConsentServiceFact } from './consent-facts.js';
import { foldParty } from './fold-party.decision.js';

const channels = (): readonly string[] => ['email', 'sms', 'phone', 'post'];
const fold = (...facts: ConsentServiceFact[]): ReturnType<typeof foldParty> => foldParty(facts, channels);
const day = (n: number): string => `2026-06-${String(n).padStart(2, '0')}T07:00:00Z`;

const standing = (all: readonly ConsentServiceFact[]): readonly string[] =>
  foldParty(all, channels).consents.flatMap(({ id, channel = '', withdrawnAt }) =>
    withdrawnAt === undefined ? [`${id}/${channel}`] : [],
  );

describe('A party is the same whatever the order in which its facts came, and however often', () => {
  const at = fc.integer({ min: 1, max: 28 }).map(day);
  const channel = fc.constantFrom('email', 'sms');
  const kind = fc.constantFrom('consumer', 'business-contact');
  const fact: fc.Arbitrary<ConsentServiceFact> = fc.oneof(
    fc.record({ at, kind }).map((given) => aRegistration(given as object)),
    at.map((when) => aRegistration({ at: when, act: 'role-ended' })),
    at.map((when) => aRegistration({ at: when, act: 'role-changed' })),
    fc.record({ at, order: fc.constantFrom('536365', '536366') }).map((given) => anOrder(given)),
    fc
      .record({ at, refused: fc.boolean(), optOutOffered: fc.boolean() })
      .map(({ at: when, ...rest }) => anOrder({ at: when, collection: { collectedAt: when, ...rest } })),
    fc
      .record({ at, channel: fc.option(channel, { nil: undefined }) })
      .map((given) => aGrant(given as object)),
    fc
      .record({ at, channel: fc.option(channel, { nil: undefined }) })
      .map((given) => aWithdrawal(given as object)),
    fc.record({ at, consents: fc.subarray(['0', '1', '2', '3']) }).map((given) => aWithdrawal(given)),
    at.map((when) => aProhibition({ at: when })),
    fc
      .record({ at, suppressions: fc.subarray(['0', '1', '2', '3'], { minLength: 1 }) })
      .map((given) => aLift(given)),
    at.map((when) => anErasure({ at: when })),
  );
  const facts = fc.array(fact, { maxLength: 14 }).map((all) =>
    all.map((each, index) => ({
      ...each,
      _id: `${index}`,
      ...(each.type === 'suppression.added' && { suppression: `${index}` }),
    })),
  );

  it('folds any order and any repetition to one state', () => {
    fc.assert(
      fc.property(
        facts.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        fc.option(at, { nil: undefined }),
        ([all, shuffled], upTo) => {
          const until = upTo === undefined ? Infinity : Date.parse(upTo);
          expect(foldParty(shuffled, channels, until)).toEqual(foldParty(all, channels, until));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never gives more after one more restrictive fact', () => {
    const whole = fc.oneof(
      at.map((when) => aWithdrawal({ _id: 'more', at: when })),
      at.map((when) => anErasure({ _id: 'more', at: when })),
    );
    fc.assert(
      fc.property(facts, whole, (all, more) => {
        expect(standing(all)).toEqual(expect.arrayContaining([...standing([...all, more])]));
      }),
    );
  });
});

describe('basis.contract – an order opens the basis', () => {
  it.each([
    ['nobody, where nothing is known', [], { known: false, contracts: [] }],
    ['a registered customer without an order has none', [aRegistration()], { known: true, contracts: [] }],
    [
      'an order opens it, also before its customer is known',
      [anOrder()],
      { known: true, contracts: [{ order: '536365', openedOn: '2026-06-02' }] },
    ],
    [
      'an order from before the erasure no longer does',
      [anOrder(), anErasure()],
      { known: true, contracts: [] },
    ],
    [
      'one placed after the erasure does again',
      [anOrder(), anErasure(), anOrder({ _id: 'o2', order: '536400', at: day(28) })],
      { known: true, contracts: [{ order: '536400', openedOn: '2026-06-28' }] },
    ],
    [
      'one that is erased here and kept by a law opens none, but its buyer is still a customer',
      [anOrder({ order: undefined, keptByLaw: true }), anErasure()],
      { known: true, audience: 'web-shop-customer', contracts: [] },
    ],
    [
      'one that nothing keeps leaves nobody',
      [anOrder({ order: undefined }), anErasure()],
      { known: false, contracts: [] },
    ],
    ['an order whose record is erased is none', [anOrder({ order: undefined })], { contracts: [] }],
  ])('%s', (_given, facts, outcome) => {
    expect(fold(...facts)).toMatchObject(outcome);
  });

  it('names the newest order first', () => {
    const older = anOrder({ _id: 'o0', order: '536000', at: day(1) });
    expect(fold(older, anOrder()).contracts.map(({ order }) => order)).toEqual(['536365', '536000']);
  });
});

describe('scope.audience – every subject carries a kind, as it was last told', () => {
  const business = aRegistration({ _id: 'later', kind: 'business-contact', at: day(9) });
  it.each([
    ['registration', [aRegistration()], 'consumer', 'web-shop-customer'],
    ['a newer word', [business, aRegistration()], 'business-contact', 'web-shop-customer'],
    [
      'an account alone',
      [aRegistration({ act: 'account-activated', kind: undefined })],
      undefined,
      'site-user',
    ],
    ['what was told before an erasure', [aRegistration(), anErasure()], undefined, undefined],
  ])('%s', (_given, facts, subjectKind, audience) => {
    expect(fold(...facts)).toMatchObject({
      ...(subjectKind && { subjectKind }),
      ...(audience && { audience }),
    });
    expect(fold(...facts).subjectKind).toBe(subjectKind);
  });
});

describe('right.prohibit – a prohibition stands until a lift names it, whatever came first', () => {
  it.each<[string, ConsentServiceFact[], string[]]>([
    ['one prohibition', [aProhibition()], ['s.1']],
    ['lifted', [aProhibition(), aLift()], []],
    ['the lift came first, and is older', [aLift({ at: day(1) }), aProhibition()], []],
    ['a lift of another one', [aProhibition(), aLift({ suppressions: ['s.2'] })], ['s.1']],
    ['a consent given after it', [aProhibition(), aGrant({ at: day(28) })], ['s.1']],
    ['an erasure after it', [aProhibition(), anErasure()], ['s.1']],
  ])('%s', (_given, facts, standing) => {
    expect(fold(...facts).prohibitions.map(({ id }) => id)).toEqual(standing);
  });

  it('takes a scope that lacks its value for all marketing', () => {
    const scopes = fold(
      aProhibition({ scope: { kind: 'channel' } }),
      aProhibition({ _id: '2', suppression: 's.2', scope: { kind: 'topic' } }),
      aProhibition({ _id: '3', suppression: 's.3', scope: { kind: 'disclosure' } }),
    ).prohibitions.map(({ scope }) => scope.kind);
    expect(scopes).toEqual(['all-marketing', 'all-marketing', 'disclosure']);
  });
});

const changed = (at: string): ConsentServiceFact =>
  aRegistration({ _id: 'changed', act: 'role-changed', at });

describe('retention.marketing – the work role is over once its end is the newest word on it', () => {
  const ended = aRegistration({ _id: 'ended', act: 'role-ended', at: day(5) });
  it.each<[string, ConsentServiceFact[], object | undefined]>([
    ['never ended', [aRegistration()], undefined],
    ['ended', [aRegistration(), ended], { endedOn: '2026-06-05' }],
    ['another role after it', [ended, changed(day(6))], undefined],
    ['another role at the same instant', [ended, changed(day(5))], { endedOn: '2026-06-05' }],
  ])('%s', (_given, facts, workRole) => {
    expect(fold(...facts).workRole).toEqual(workRole);
  });
});
