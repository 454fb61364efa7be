import { describe, expect, it } from '@jest/globals';
import { aGrant, anErasure, aWithdrawal } from './consent-facts.builder.js';
import type { ConsentServiceFact } from './consent-facts.js';
import { foldParty } from './fold-party.decision.js';

const consents = (...facts: ConsentServiceFact[]): readonly (readonly [string, string | undefined])[] =>
  foldParty(facts, () => ['email', 'sms', 'post']).consents.map(
    ({ channel = 'all', withdrawnAt }) => [channel, withdrawnAt?.slice(5, 10)] as const,
  );

describe('right.withdraw – a withdrawal ends what it names and everything earlier that it covers', () => {
  const email = { channel: 'email' };
  const regrant = aGrant({ _id: 'c.2', at: '2026-06-11T07:00:00Z' });
  it.each<[string, ConsentServiceFact[], readonly (readonly [string, string | undefined])[]]>([
    ['no withdrawal', [aGrant()], [['all', undefined]]],
    ['a later withdrawal', [aGrant(), aWithdrawal()], [['all', '06-10']]],
    ['one that came first', [aWithdrawal(), aGrant()], [['all', '06-10']]],
    ['one of the same instant', [aGrant(), aWithdrawal({ at: '2026-06-05T07:00:00Z' })], [['all', '06-05']]],
    [
      'a fresh consent after it',
      [aGrant(), aWithdrawal(), regrant],
      [
        ['all', '06-10'],
        ['all', undefined],
      ],
    ],
    ['a later consent that it names', [regrant, aWithdrawal({ consents: ['c.2'] })], [['all', '06-10']]],
    ['one of another purpose', [aGrant(), aWithdrawal({ purpose: 'newsletter' })], [['all', undefined]]],
    [
      'one that names a consent of another purpose',
      [aGrant(), aWithdrawal({ purpose: 'newsletter', consents: ['c.1'] })],
      [['all', undefined]],
    ],
    ['all channels of a consent for one', [aGrant(email), aWithdrawal()], [['email', '06-10']]],
    ['another channel', [aGrant(email), aWithdrawal({ channel: 'sms' })], [['email', undefined]]],
    [
      'one channel of a consent for all',
      [aGrant(), aWithdrawal(email)],
      [
        ['email', '06-10'],
        ['sms', undefined],
        ['post', undefined],
      ],
    ],
    [
      'another recipient',
      [aGrant({ recipient: 'a' }), aWithdrawal({ recipient: 'b' })],
      [['all', undefined]],
    ],
    ['every recipient', [aGrant({ recipient: 'a' }), aWithdrawal()], [['all', '06-10']]],
    [
      'two withdrawals, the earlier counts',
      [aWithdrawal({ _id: 'w.2', at: '2026-06-12T07:00:00Z' }), aGrant(), aWithdrawal()],
      [['all', '06-10']],
    ],
    ['an erasure', [aGrant(), anErasure()], [['all', '06-25']]],
    [
      'a consent after an erasure',
      [anErasure(), aGrant({ at: '2026-06-26T07:00:00Z' })],
      [['all', undefined]],
    ],
  ])('%s', (_given, facts, outcome) => {
    expect(consents(...facts)).toEqual(outcome);
  });
});
