import { describe, expect, it } from '@jest/globals';
import { aGrant, anErasure, aWithdrawal } from '../consent-facts.builder.js';
import { countConsents } from './count-consents.decision.js';

describe('Consents in force are counted over all parties', () => {
  it.each([
    ['none', [], 0],
    ['two of one party', [aGrant(), aGrant({ _id: 'c.2', purpose: 'newsletter' })], 2],
    ['one withdrawn', [aGrant(), aWithdrawal()], 0],
    ['one of another party', [aGrant(), aWithdrawal(), aGrant({ _id: 'c.2', party: 'q' })], 1],
    ['one that lost a channel', [aGrant(), aWithdrawal({ channel: 'email' })], 1],
    ['one of an erased party', [aGrant(), anErasure()], 0],
  ])('%s', (_given, facts, count) => {
    expect(countConsents(facts)).toBe(count);
  });
});
