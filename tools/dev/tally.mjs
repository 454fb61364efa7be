import { existsSync, readFileSync } from 'node:fs';

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/**
 * Tests that failed, and one for each file that failed without a test of it (it did not load, or could not be ended) and for
 * jest itself: as `failedFiles` counts them, so that a second try takes away what the first one gave.
 */
export function readTally(file, exitCode) {
  const result = read(file);
  if (result === undefined) return { failed: 1 };
  const passed = result.numPassedTests;
  const notRun = result.numPendingTests + result.numTodoTests;
  const failed = failedFiles(file).reduce((sum, one) => sum + one.failed, 0);
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, notRun };
}

/** Files with a test that failed, and the count of each. */
export function failedFiles(file) {
  const results = read(file)?.testResults ?? [];
  return results
    .filter(({ status }) => status === 'failed')
    .map(({ name, assertionResults }) => ({
      name,
      // A file that did not load has no test that failed, and counts as one.
      failed: assertionResults.filter(({ status }) => status === 'failed').length || 1,
      passed: assertionResults.filter(({ status }) => status === 'passed').length,
      notRun: assertionResults.filter(({ status }) => status === 'pending' || status === 'todo').length,
    }));
}

/** What is told last of all: a pass that took two tries is no plain pass. */
export function lastLines({ passed, failed, notRun, triedAgain }) {
  const count = triedAgain.length;
  return [
    ...(count > 0
      ? [`${count} ${count === 1 ? 'file' : 'files'} needed a second try: ${triedAgain.join(', ')}`]
      : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
    `${passed} passed, ${failed} failed`,
  ];
}
