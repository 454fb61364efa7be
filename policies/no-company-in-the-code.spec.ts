import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Policy, parsePolicy, requiredElements } from '#policy';

const policies = readdirSync('policies', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('policy.yaml'))
  .map((name): Policy => parsePolicy(readFileSync(join('policies', name), 'utf8'), name));
/** What serves tests alone may take a company for an example. */
const forTests = /^libs\/testing\/|\.(spec|builder|fixture)\.ts$/;
const code = ['apps', 'libs']
  .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)))
  .filter((file) => /\/src\/.*\.ts$/.test(file) && !forTests.test(file))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
/** The wire has words of its own for kinds of people; a policy that does not declare one denies what is asked for it. */
const contracts = 'libs/contracts/';
const vocabulary = new Set<string>(requiredElements);
const own = policies.flatMap((policy) =>
  [...policy.elements.values()].filter(({ id }) => !vocabulary.has(id)),
);

test.each(policies.map(({ policy }) => [policy.replace('-proposed', '')]))(
  'no code names the company %s',
  (company) => {
    expect(code.filter(({ text }) => text.toLowerCase().includes(company)).map(({ file }) => file)).toEqual(
      [],
    );
  },
);

test('no code names an element that a company may leave out', () => {
  const quoted = ({ text }: (typeof code)[number]): string[] =>
    [...text.matchAll(/'([a-z0-9.-]+)'/g)].map(([, word = '']) => word);
  const ids = new Set(own.map(({ id }) => id));
  // A name of one word is any word; one of several is a company's own, unless a service goes by it too.
  const taken = new Set([
    ...[...vocabulary].map((id) => id.slice(id.indexOf('.') + 1)),
    ...readdirSync('apps'),
    ...readdirSync('examples'),
  ]);
  const names = new Set(own.map(({ name }) => name).filter((name) => name.includes('-') && !taken.has(name)));
  const found = code
    .filter(({ file }) => !file.startsWith(contracts))
    .flatMap((file) =>
      quoted(file)
        .filter((word) => ids.has(word) || names.has(word))
        .map((word) => `${file.file}: ${word}`),
    );
  expect(code.length).toBeGreaterThan(200);
  expect([...new Set(found)].sort()).toEqual([]);
});
