import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { COMMAND_TYPES, contracts, validateEvent } from '#contracts';
import { completeOrders } from '../../examples/web-store/src/complete-orders/complete-orders.js';
import { readHistory } from '../../examples/web-store/src/read-history/read-history.js';
import { summaryOf } from '../../examples/web-store/src/replay-history/summary-of.js';

const root = join(import.meta.dirname, '..', '..');
const decisions = readdirSync(join(root, 'docs', 'decisions')).map((name) => join('docs', 'decisions', name));
const written = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'trace.md');
const pages = ['README.md', 'CHANGELOG.md', ...written.map((name) => join('docs', name)), ...decisions];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const lines = (page: string): number => read(page).trimEnd().split('\n').length;
const titlesOf = (file: string): readonly string[] =>
  [
    ...read(file).matchAll(
      /^\s*(?:\](?: as const)?\)|(?:test|it|describe)(?:\.each\S*)?)\(\s*(['"`])(.+?)\1,/gm,
    ),
  ].map(([, , title = '']) => title);

describe('the written pages', () => {
  test.each(pages)('%s links to what is there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => link,
    );
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  test('the README can be read at a sitting, and a decision on a page', () => {
    expect(lines('README.md')).toBeLessThanOrEqual(150);
    expect(decisions.filter((page) => lines(page) > 60)).toEqual([]);
  });

  test.each(['docs/claims.md', 'docs/messaging.md'])('%s quotes titles of the tests it links to', (page) => {
    const quoted = [
      ...read(page).matchAll(/\]\(\.\.\/([^)]+\.spec\.ts)\)\s+\(((?:"[^"]+"(?:;\s)?)+)\)/g),
    ].flatMap(([, file = '', titles = '']) =>
      [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => [file, title.replaceAll(/\s+/g, ' ')]),
    );
    expect(quoted.length).toBeGreaterThan(2);
    const untrue = quoted.filter(
      ([file = '', title = '']) => !titlesOf(file).some((one) => one.includes(title)),
    );
    expect(untrue).toEqual([]);
  });

  test('every row of messaging.md is seen in a test', () => {
    const rows = read('docs/messaging.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| what holds'));
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => !/\.spec\.ts\) \("/.test(row))).toEqual([]);
  });
});

describe('what integrating.md shows', () => {
  const examples = [...read('docs/integrating.md').matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json = '']) => JSON.parse(json) as { readonly type: string },
  );

  test.each(examples.map((event) => [event.type, event] as const))(
    '%s is valid, and every field of it known',
    (_type, event) => {
      expect(validateEvent(event)).toMatchObject({ ok: true, dropped: 0 });
    },
  );

  test('it counts the store’s events rightly', () => {
    const ofStore = contracts.filter(({ publisher }) => publisher === 'store').length;
    expect(read('docs/integrating.md')).toContain(`All ${ofStore} types`);
  });

  test.each(COMMAND_TYPES)('it tells a store what to answer to %s', (type) => {
    expect(read('docs/integrating.md')).toContain(`| \`${type}\` | `);
  });
});

describe('what operating.md names', () => {
  const sources = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\/src\/.*(?<!\.spec)\.ts$/.test(file))
      .map((file) => join(folder, file)),
  );

  test('every metric, and none that is not there', () => {
    const code = sources.map(read).join('\n');
    const implemented = [
      ...[...code.matchAll(/named\(\s*'([a-z_]+)'/g)].map(([, name = '']) => `seloste_${name}`),
      ...[...code.matchAll(/name: '((?:seloste|http)_[a-z_]+)'/g)].map(([, name = '']) => name),
    ];
    const told = [...read('docs/operating.md').matchAll(/`((?:seloste|http)_[a-z_]+)`/g)].map(
      ([, name = '']) => name,
    );
    expect([...new Set(told)].sort()).toEqual([...new Set(implemented)].sort());
  });

  test('every variable a service reads', () => {
    const code = read('libs/service/src/config/read-config.ts');
    const variables = [
      ...code.matchAll(/(?:env\['|(?:text|url|file|oneOf)\('|\bprocess\.env\[')([A-Z_]+)'/g),
    ].map(([, name = '']) => name);
    const told = read('docs/operating.md');
    expect([...new Set(variables)].filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
  });
});

test('the pages name no command of seloste that is not there, but where they say so', () => {
  const there = readdirSync(join(root, 'tools', 'cli')).flatMap((name) => name.split('.command.ts')[0] ?? []);
  const told = pages
    .filter((page) => !decisions.includes(page))
    .map((page) => read(page).split('## Not there yet')[0] ?? '')
    .flatMap((text) => [...text.matchAll(/(?:npx |`)seloste ([a-z]+)/g)].map(([, name = '']) => name));
  expect(told.length).toBeGreaterThan(30);
  expect([...new Set(told)].filter((name) => !there.includes(name))).toEqual([]);
});

test('the README counts the customers and guests whose orders are replayed, and no guest for each return', () => {
  const csv = gunzipSync(readFileSync(join(root, 'examples/web-store/data/order-history.csv.gz')));
  const { invoices } = readHistory(csv.toString());
  const history = completeOrders(invoices, { seed: 'any', homeCountry: 'FI' });
  const { customers, guests, returnedByGuests } = summaryOf(history);
  expect(read('README.md')).toContain(`replay ${customers} customers' and ${guests} guests' real orders`);
  expect(returnedByGuests).toBe(8);
});
