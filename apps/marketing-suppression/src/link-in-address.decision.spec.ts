import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressOfLink } from './link-in-address.decision.js';

describe('An address with a link in it', () => {
  it.each([
    ['whole', '/v1/unsubscribe/l1.Ab-_9', 'l1.Ab-_9'],
    ['with a query', '/v1/unsubscribe/l1.Ab?utm_source=mail', 'l1.Ab'],
    ['with more of a path', '/v1/unsubscribe/l1.Ab/index.html', 'l1.Ab~index.html'],
    ['with another address behind', '/v1/unsubscribe/l1.Ab,https://example.fi', 'l1.Ab~https~~~example.fi'],
    ['of bytes that are no text', '/v1/unsubscribe/l1.Ab%FF', 'l1.Ab~'],
    ['of half an escape', '/v1/unsubscribe/l1.Ab%2', 'l1.Ab~2'],
    ['encoded sign by sign', '/v1/unsubscribe/%6c%31%2e%41%62', 'l1.Ab'],
    ['encoded twice', '/v1/unsubscribe/l1%252EAb%2520', 'l1.Ab~'],
    ['of capitals up to the link', '/V1/Unsubscribe/l1.Ab', 'l1.Ab'],
    ['behind a slash too many', '//v1/unsubscribe//l1.Ab', 'l1.Ab'],
    ['that is left out', '/v1/unsubscribe', '~'],
    ['that is left out, with a slash', '/v1/unsubscribe/?x', '~'],
    ['without an end', `/v1/unsubscribe/${'a'.repeat(5000)}`, 'a'.repeat(1000)],
  ])('%s', (_what, address, link) => {
    expect(addressOfLink(address)).toBe(`/v1/unsubscribe/${link}`);
  });

  it.each([
    '/v1/unsubscribed',
    '/v1/prohibitions?x=/v1/unsubscribe/',
    '/',
    '*',
    'http://a.fi/v1/unsubscribe/x',
  ])('is not %s, which stays as it is', (address) => {
    expect(addressOfLink(address)).toBe(address);
  });

  it('always comes to a place that the router knows, and stays what it is when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        const once = addressOfLink(`/v1/unsubscribe/${rest}`);
        expect(once).toMatch(/^\/v1\/unsubscribe\/[\w.~-]{1,1000}$/);
        expect(addressOfLink(once)).toBe(once);
      }),
    );
  });
});
