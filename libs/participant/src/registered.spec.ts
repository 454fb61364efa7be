import { expect, test } from '@jest/globals';
import { EXAMPLES, readRegistered } from './registered.js';

const read = (STORES?: string, MARKETING_SERVICES?: string) =>
  readRegistered({ STORES, MARKETING_SERVICES }, ['retention']);

test('the examples take part where nobody else is named, and nobody where nothing is', () => {
  expect(read()).toEqual({ registered: EXAMPLES, problems: [] });
  expect(read('', '')).toEqual({ registered: { stores: [], marketingServices: [] }, problems: [] });
});

test('several take part, each under a name of its own', () => {
  expect(read('web-store, my-shop', 'my-letters')).toEqual({
    registered: { stores: ['web-store', 'my-shop'], marketingServices: ['my-letters'] },
    problems: [],
  });
});

test.each([
  ['My-Shop', 'STORES: My-Shop is no name'],
  ['shop.fi', 'STORES: shop.fi is no name'],
  ['x', 'STORES: x is no name'],
  ['retention', 'STORES: retention is there twice, or is one of our own services'],
  ['my-shop,my-shop', 'STORES: my-shop is there twice'],
  ['marketing-service', 'MARKETING_SERVICES: marketing-service is there twice'],
  ['restore', 'STORES: restore is a name with another meaning at the broker'],
  ['journal', 'STORES: journal is a name'],
  ['seloste-admin', 'STORES: seloste-admin is a name'],
])('%s is refused', (stores, words) => {
  expect(read(stores).problems).toEqual([expect.stringContaining(words)]);
});
