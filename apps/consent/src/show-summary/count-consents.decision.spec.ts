import { describe, expect, it } from '@jest/globals';
import { aGrant, anErasure, aWithdrawal } from '../consent-facts.builder.js';
import { byParty, countConsents } from './count-consents.decision.js';

describe('Consents in force are counted over all parties', () => {
  it.each([
    ['none', [], 0],
    ['two of one party', [aGrant(), aGrant({ _id: 'c.2', purpose: 'newsletter' })], 2],
    ['one withdrawn', [aGrant(), aWithdrawal()], 0],
    ['one of another party', [aGrant(), aWithdrawal(), aGrant({ _id: 'c.2', party: 'q' })], 1],
    ['one that lost a channel', [aGrant(), aWithdrawal({ channel: 'email' })], 1],
    ['one of an erased party', [aGrant(), anErasure()], 0],
    [
      'one of the year 9999 that was withdrawn since',
      [
        aGrant({ at: '9999-12-31T23:59:59Z', takenAt: new Date('2026-05-02T07:00:00Z') }),
        aWithdrawal({ consents: [] }),
      ],
      0,
    ],
  ])('%s', (_given, facts, count) => {
    const dates = { earliest: '1995-01-01', today: '2026-07-01' };
    expect(byParty(facts).reduce((all, own) => all + countConsents(own, dates), 0)).toBe(count);
  });
});
