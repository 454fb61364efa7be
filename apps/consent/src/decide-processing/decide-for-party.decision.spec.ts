import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parsePolicy, type Decision } from '#policy';
import {
  aGrant,
  aLift,
  anErasure,
  anOrder,
  aProhibition,
  aRegistration,
  aWithdrawal,
} from '../consent-facts.builder.js';
import type { ConsentServiceFact } from '../consent-facts.js';
import { decideForParty } from './decide-for-party.decision.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const now = '2026-07-01T06:00:00.000Z';
const fresh = { now, asOf: '2026-07-01T05:59:59.000Z' };
const email = { purpose: 'direct-marketing', category: 'contact', channel: 'email' };
const delivery = { purpose: 'service-delivery', category: 'contact' };
const analytics = { purpose: 'analytics', category: 'relationship' };

const ask = (question: object, facts: ConsentServiceFact[], at = now, moment = fresh): Decision =>
  decideForParty(policy, { ...email, ...question, at }, facts, moment);
const answer = (...asked: Parameters<typeof ask>): readonly [boolean, string | undefined] => {
  const { allowed, because } = ask(...asked);
  return [allowed, allowed ? because[1]?.reason : because[0]?.reason];
};

describe('A decision is made from the facts of the party', () => {
  const party = [aRegistration()];
  it.each<[string, object, ConsentServiceFact[], readonly [boolean, string]]>([
    ['nobody known', email, [], [false, 'party-unknown']],
    ['only a prohibition known', email, [aProhibition()], [false, 'party-unknown']],
    ['a purpose of no policy', { purpose: 'astrology' }, party, [false, 'purpose-unknown']],
    ['no consent', email, party, [false, 'consumer-not-opted-in']],
    ['a consent', email, [...party, aGrant()], [true, 'legitimate-interest']],
    ['a withdrawn consent', email, [...party, aGrant(), aWithdrawal()], [false, 'consent-withdrawn']],
    [
      'a consent and a prohibition',
      email,
      [...party, aProhibition(), aGrant({ at: '2026-06-30T07:00:00Z' })],
      [false, 'prohibited-all-marketing'],
    ],
    [
      'a lifted prohibition',
      email,
      [...party, aGrant(), aProhibition(), aLift()],
      [true, 'legitimate-interest'],
    ],
    ['delivery without an order', delivery, party, [false, 'no-contract-open']],
    [
      'delivery of an order, prohibition or not',
      delivery,
      [...party, anOrder(), aProhibition()],
      [true, 'contract-open'],
    ],
    ['an erased party', email, [...party, aGrant(), anErasure()], [false, 'party-unknown']],
    [
      'an erased party, for its vouchers',
      { purpose: 'accounting', category: 'relationship', channel: undefined },
      [anOrder(), anErasure()],
      [true, 'legal-obligation'],
    ],
  ])('%s', (_given, question, facts, outcome) => {
    expect(answer(question, facts)).toEqual(outcome);
  });

  it('basis.contract – names the order', () => {
    expect(ask({ ...delivery, channel: undefined }, [anOrder()]).because[1]).toMatchObject({
      element: 'basis.contract',
      fact: '536365',
    });
  });
});

describe('basis.consent – a decision of any past moment can be made again', () => {
  const facts = [
    aRegistration(),
    aGrant({ at: '2026-06-05T07:00:00Z' }),
    aWithdrawal({ at: '2026-06-10T07:00:00Z' }),
    aGrant({ _id: 'c.2', at: '2026-06-15T07:00:00Z' }),
    aProhibition({ at: '2026-06-18T07:00:00Z' }),
    aLift({ at: '2026-06-20T07:00:00Z' }),
    anErasure({ at: '2026-06-25T07:00:00Z' }),
  ];
  it.each([
    ['2026-05-01T07:00:00Z', [false, 'party-unknown']],
    ['2026-06-04T07:00:00Z', [false, 'consumer-not-opted-in']],
    ['2026-06-05T07:00:00Z', [true, 'legitimate-interest']],
    ['2026-06-11T07:00:00Z', [false, 'consent-withdrawn']],
    ['2026-06-16T07:00:00Z', [true, 'legitimate-interest']],
    ['2026-06-19T07:00:00Z', [false, 'prohibited-all-marketing']],
    ['2026-06-21T07:00:00Z', [true, 'legitimate-interest']],
    ['2026-06-26T07:00:00Z', [false, 'party-unknown']],
  ])('as of %s', (at, outcome) => {
    expect(answer(email, facts, at)).toEqual(outcome);
  });

  it('counts every prohibition for the present, whatever date a clock gave it', () => {
    expect(answer(email, [aRegistration(), aGrant(), aProhibition({ at: '2031-01-01T00:00:00Z' })])).toEqual([
      false,
      'prohibited-all-marketing',
    ]);
  });
});

describe('Known too long ago: what a choice can stop is denied, contract and legal duty go on', () => {
  const facts = [aRegistration(), anOrder(), aGrant()];
  const never = { now, asOf: '1970-01-01T00:00:00.000Z' };
  const late = { now, asOf: '2026-07-01T05:59:54.000Z' };
  it.each([
    [email, never, [false, 'stale']],
    [email, late, [false, 'stale']],
    [{ ...analytics, channel: undefined }, never, [false, 'stale']],
    [{ ...delivery, channel: undefined }, never, [true, 'contract-open']],
    [email, fresh, [true, 'legitimate-interest']],
  ])('%j as of %j', (question, moment, outcome) => {
    expect(answer(question, facts, now, moment)).toEqual(outcome);
  });
});
