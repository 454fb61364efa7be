import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedFiles, lastLines, readTally } from './tally.mjs';

const counted = { passed: 3, failed: 0, notRun: 0, triedAgain: [] };

describe('the end of npm test', () => {
  it('is the count alone when all went well at once', () => {
    expect(lastLines(counted)).toEqual(['3 passed, 0 failed']);
  });

  it.each([
    [['a.int.spec.ts'], '1 file needed a second try: a.int.spec.ts'],
    [['a.int.spec.ts', 'b.fault.spec.ts'], '2 files needed a second try: a.int.spec.ts, b.fault.spec.ts'],
  ])('names each file that needed a second try: %j', (triedAgain, line) => {
    expect(lastLines({ ...counted, notRun: 2, triedAgain })).toEqual([
      line,
      '2 not run',
      '3 passed, 0 failed',
    ]);
  });
});

it('counts a file that failed and could not be ended by its tests alone, as its second try takes them away', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'seloste-tally-')), 'jest.json');
  const assertionResults = [{ status: 'failed' }, { status: 'failed' }, { status: 'passed' }];
  const testResults = [
    { name: 'a.int.spec.ts', status: 'failed', assertionResults },
    { name: 'b.int.spec.ts', status: 'failed', assertionResults: [] },
  ];
  const counts = {
    numPassedTests: 1,
    numFailedTests: 2,
    numRuntimeErrorTestSuites: 2,
    numPendingTests: 0,
    numTodoTests: 0,
  };
  writeFileSync(file, JSON.stringify({ ...counts, testResults }));
  expect(readTally(file, 1)).toEqual({ passed: 1, failed: 3, notRun: 0 });
  expect(failedFiles(file).map(({ failed }) => failed)).toEqual([2, 1]);
});
