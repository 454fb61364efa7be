/**
 * `npm run mutate [-- folder …]`: Stryker changes the policy library piece by piece, and its tests must notice. Folders
 * are those of libs/policy/src; all of them where none is named. The report is .seloste/mutation/report.html; a second run
 * tries again only what changed since, and `rm -r .seloste/mutation` makes it start over.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../dev/paths.mjs';
import { Stryker } from '@stryker-mutator/core';

const source = 'libs/policy/src';
const known = readdirSync(join(root, source), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name.split('/')[0] ?? ''));
if (unknown.length > 0) {
  console.error(`no folder of ${source}: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}

process.chdir(root);
process.env.NODE_OPTIONS = '--disable-warning=ExperimentalWarning';
// A mutant that lives through three hundred cases lives through the tables beside them too, or they are too few.
process.env.FAST_CHECK_RUNS ??= '300';

const folders = asked.length > 0 ? asked : known;
// The tests beside what is changed must notice, not some that come by; what a consent covers is tried beside its diff.
const testsElsewhere = { decide: ['diff'], law: ['lint'] };
const tried = folders
  .map((name) => name.split('/')[0])
  .flatMap((name) => [name, ...(testsElsewhere[name] ?? [])]);
process.env.MUTATE_TESTS = [...new Set(tried)].map((name) => `${source}/${name}`).join(',');

const results = await new Stryker({
  mutate: [
    ...folders.map((name) => (name.endsWith('.ts') ? `${source}/${name}` : `${source}/${name}/**/*.ts`)),
    '!**/*.{spec,fixture}.ts',
  ],
  testRunner: 'loaded-once',
  plugins: [new URL('runner/runner.mjs', import.meta.url).href],
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 1),
  tempDirName: '.seloste/stryker',
  ignorePatterns: ['/.seloste', '/dist', '/docs', '/deploy', '/examples', '/apps', '/test'],
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: '.seloste/mutation/report.html' },
  jsonReporter: { fileName: '.seloste/mutation/report.json' },
  thresholds: { high: 95, low: 90, break: asked.length > 0 ? null : 90 },
  ignoreStatic: true,
  incremental: true,
  incrementalFile: join('.seloste/mutation', `${asked.join('+').replaceAll('/', '.') || 'all'}.json`),
  // A busy machine is no endless loop; Stryker counts the rounds of those.
  timeoutMS: 20_000,
  timeoutFactor: 4,
}).runMutationTest();
console.log(`${results.length} mutants`);
