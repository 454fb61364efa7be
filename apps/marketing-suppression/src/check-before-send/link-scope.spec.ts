import { describe, expect, it } from '@jest/globals';
import { midare } from '../../test/builders.js';
import { linkScope } from './link-scope.decision.js';

const policy = midare();

describe('newsletter.cancel – one click ends what the message was about', () => {
  it.each([
    ['newsletter', 'monthly-round-up', { kind: 'topic', value: 'monthly-round-up' }],
    ['direct-marketing', undefined, { kind: 'all-marketing' }],
    ['sales-promotion', undefined, { kind: 'all-marketing' }],
    ['research', undefined, { kind: 'research' }],
    ['invoicing', undefined, undefined],
    ['unheard-of', undefined, undefined],
  ])('%s, topic %s', (purpose, topic, scope) => {
    expect(linkScope(policy, purpose, topic)).toEqual(scope);
  });
});
