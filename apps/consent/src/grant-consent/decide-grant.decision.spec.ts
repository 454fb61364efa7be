import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parsePolicy } from '#policy';
import { decideGrant } from './decide-grant.decision.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const partner = { purpose: 'disclosure-direct-marketing', recipient: 'marketing-partner' };

describe('basis.consent – a consent is taken only where the policy asks for one', () => {
  it.each([
    ['an unknown purpose', { purpose: 'astrology' }, '/purpose'],
    ['a purpose on contract', { purpose: 'invoicing' }, '/purpose'],
    ['a purpose on a legal duty', { purpose: 'accounting' }, '/purpose'],
    ['marketing by post, which needs none', { purpose: 'direct-marketing', channel: 'post' }, '/purpose'],
    ['a channel the purpose has not', { purpose: 'newsletter', channel: 'sms' }, '/channel'],
    ['a disclosure to nobody named', { purpose: 'disclosure-research' }, '/recipient'],
    ['a disclosure to somebody undeclared', { ...partner, recipient: 'stranger' }, '/recipient'],
    [
      'a disclosure to the recipient of another purpose',
      { ...partner, recipient: 'research-institute' },
      '/recipient',
    ],
  ])('%s is refused', (_given, request, field) => {
    expect(decideGrant(policy, request, true)).toMatchObject({ granted: false, field });
  });

  it.each([
    ['marketing by e-mail (917/2014 §200)', { purpose: 'direct-marketing', channel: 'email' }],
    ['marketing by any electronic channel', { purpose: 'direct-marketing' }],
    ['a newsletter', { purpose: 'newsletter', channel: 'email' }],
    ['recipient.consented – disclosure to a named recipient', partner],
  ])('%s is taken', (_given, request) => {
    expect(decideGrant(policy, request, true)).toMatchObject({ granted: true });
  });

  it('refuses a party that is not known: a permission needs what it depends on', () => {
    expect(decideGrant(policy, partner, false)).toMatchObject({ granted: false, field: '/party/id' });
  });

  it('scope.use-accepts – rests on an act with evidence, and says so', () => {
    const decision = decideGrant(policy, partner, true);
    expect(decision).toMatchObject({
      because: [
        { element: 'purpose.disclosure-direct-marketing', reason: 'consent-recorded' },
        { element: 'conduct.consent-by-act', statements: ['scope.use-accepts', 'basis.consent'] },
      ],
    });
  });
});
