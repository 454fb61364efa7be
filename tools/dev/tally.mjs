import { existsSync, readFileSync } from 'node:fs';

/** Jest's own count; what failed without being a test (a file that did not load, jest itself) counts as one each. */
export function readTally(file, exitCode) {
  if (!existsSync(file)) return { failed: 1 };
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const passed = result.numPassedTests;
  const notRun = result.numPendingTests + result.numTodoTests;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed, notRun };
}
