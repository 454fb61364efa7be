import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSabotages } from './declarations.mjs';
import { readRecord, recordProblem, writeRecord } from './record.mjs';
import { planOf, runSabotages } from './run-sabotages.mjs';
import { createScratch } from './scratch.mjs';

const project = join(import.meta.dirname, '..', '..');
const spec = 'tools/cli/door.spec.ts';
const source = 'libs/door/door.ts';
const door = `export const opens = (who: string): boolean => who === 'owner';\nexport const colour = (): string => 'green';\n`;
const doorSpec = `import { describe, expect, test } from '@jest/globals';
import { colour, opens } from '../../libs/door/door.js';

describe('door.shut: who gets in', () => {
  test.each([['owner', true], ['thief', false]])('%s', (who, gets) => expect(opens(who)).toBe(gets));
});
test('door.colour: is green', () => expect(colour()).toBe('green'));
`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'seloste-sabotage-'));
  for (const folder of ['apps', 'docs', 'examples', 'policies', 'test']) mkdirSync(join(root, folder));
  for (const name of ['package.json', 'jest.config.mjs']) cpSync(join(project, name), join(root, name));
  cpSync(join(project, 'test', 'harness', 'patience.mjs'), join(root, 'test', 'harness', 'patience.mjs'));
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'), 'dir');
  put(source, door);
  put(spec, doorSpec);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the sabotage of a small tree', () => {
  test('goes red where the mechanism is gone, and is remembered', async () => {
    declare({ find: `who === 'owner'`, with: 'true' });
    const [verdict] = await ran();
    expect(verdict).toEqual({
      id: 'door.shut',
      enforced: true,
      red: [`${spec} › door.shut: who gets in thief`],
      problems: [],
    });
    expect(readFileSync(join(root, source), 'utf8')).toBe(door);
    writeRecord(root, readSabotages(root), [verdict!]);
    expect(problem()).toBeUndefined();
  }, 30_000);

  test.each([
    ['that changes nothing the statement says', `'green'`, `'blue'`, `stays green: ${spec}`],
    ['that does not compile', `who === 'owner'`, 'who === (', `did not run: ${spec}`],
    ['that only crashes', `who === 'owner'`, 'nobody.is(who)', `red by no assertion: ${spec}`],
  ])(
    'a patch %s proves nothing',
    async (_what, find, instead, expected) => {
      declare({ find, with: instead });
      const [verdict] = await ran();
      expect(verdict).toMatchObject({ enforced: false, problems: expect.arrayContaining([expected]) });
    },
    30_000,
  );

  test.each([
    ['nowhere', 'a lock', 'stands 0 times'],
    ['more than once', 'export const', 'stands 2 times'],
  ])('a patch that applies %s is an error', (_where, find, words) => {
    declare({ find, with: '' });
    expect(() => planOf(root, readSabotages(root))).toThrow(words);
    expect(problem()).toContain(words);
  });

  test('what is red without any sabotage is told, and no sabotage counts', async () => {
    put(source, door.replace(`'green'`, `'blue'`));
    declare({ find: `who === 'owner'`, with: 'true' });
    await expect(ran()).rejects.toThrow(`red without any sabotage:\n  ${spec} › door.colour: is green`);
    put(source, door);
  }, 30_000);
});

describe('the record of a run', () => {
  const red = [`${spec} › door.shut: who gets in thief`];
  const mechanism = { find: `who === 'owner'`, with: 'true' };

  test('says nothing of another patch, nor where there was no run', () => {
    remember(mechanism, red);
    declare({ ...mechanism, with: 'who !== owner' });
    expect(problem()).toContain('its sabotage has changed since it ran');
    put('docs/sabotage.json', '{}');
    expect(problem()).toContain('no run of its sabotage is recorded');
  });

  test.each([
    ['the row that went red', `['thief', false]`, `['burglar', false]`],
    ['the title above it', 'who gets in', 'who may pass'],
  ])('falls with %s', (_what, here, there) => {
    remember(mechanism, red);
    expect(problem()).toBeUndefined();
    put(spec, doorSpec.replace(here, there));
    expect(problem()).toContain('is not there any more');
    put(spec, doorSpec);
  });

  test('a run that stayed green takes the earlier one away', () => {
    remember(mechanism, red);
    writeRecord(root, readSabotages(root), [{ id: 'door.shut', enforced: false, red: [], problems: [] }]);
    expect(readRecord(root)).toEqual({});
  });
});

test.each([
  ['a field nobody knows', { note: 'x' }, 'note is not known here'],
  ['no word on what breaks', { breaks: undefined }, 'breaks is missing'],
  ['no test through a public interface', { tests: ['libs/door/door.spec.ts'] }, 'a public interface'],
  ['a story, which would run the build as it was', { tests: [spec, 'a.story.spec.ts'] }, 'needs a build'],
  ['another statement than its name says', { statement: 'door.colour' }, 'goes by the name'],
])('a declaration with %s is refused', (_what, fields, words) => {
  declare({ find: 'x', with: 'y' }, fields);
  expect(() => readSabotages(root)).toThrow(words);
});

describe('the sabotage of a mechanism', () => {
  const promised = 'tools/sabotage/mechanisms/promise-6.shut.yaml';
  afterAll(() => rmSync(join(root, promised)));

  test('counts any test of the specs it declares, whatever it names', async () => {
    declare({ find: `'green'`, with: `'blue'` });
    const replace = { find: `who === 'owner'`, with: 'true' };
    put(promised, JSON.stringify({ behind: 'promise-6', breaks: 'x', file: source, replace, tests: [spec] }));
    const verdicts = await ran();
    expect(verdicts.map(({ id, enforced }) => [id, enforced])).toEqual([
      ['door.shut', false],
      ['promise-6.shut', true],
    ]);
  }, 30_000);

  test.each([
    ['no tests', { tests: [] }, 'tests names none'],
    ['another promise than its name says', { behind: 'promise-7' }, 'goes by what it is behind'],
    ['words for what may go red besides', { also: ['a'] }, 'a mechanism breaks whatever stands on it'],
  ])('is refused with %s', (_what, fields, words) => {
    const whole = { behind: 'promise-6', breaks: 'x', file: source, replace: { find: 'x', with: 'y' } };
    put(promised, JSON.stringify({ ...whole, tests: [spec], ...fields }));
    expect(() => readSabotages(root)).toThrow(words);
  });
});

const ran = () =>
  runSabotages({
    plan: planOf(root, readSabotages(root)),
    scratches: [createScratch(root, join(root, '.seloste', 'scratch'))],
    statements: ['door.shut', 'door.colour'],
    say: () => undefined,
  });

const problem = (): string | undefined => recordProblem(root, readSabotages(root)[0]!, readRecord(root));

function declare(replace: object, fields: object = {}): void {
  const breaks = 'Everybody gets in.';
  const declared = { statement: 'door.shut', breaks, file: source, replace, tests: [spec], ...fields };
  put('tools/sabotage/statements/door.shut.yaml', JSON.stringify(declared));
}

function remember(replace: object, red: readonly string[]): void {
  declare(replace);
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeRecord(root, readSabotages(root), [{ id: 'door.shut', enforced: true, red, problems: [] }]);
}

function put(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
