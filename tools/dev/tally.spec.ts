import { describe, expect, it } from '@jest/globals';
import { lastLines } from './tally.mjs';

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
