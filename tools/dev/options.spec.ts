import { describe, expect, it } from '@jest/globals';
import { withDatabase } from './external.mjs';
import { faultOptions } from './faults/options.mjs';
import { startOptions, testOptions } from './options.mjs';

describe('the words after npm test', () => {
  it('choose kinds of tests as long as they are such words; the rest is for jest', () => {
    expect(testOptions(['story', 'unit', '--no-check', '-t', 'unit'])).toMatchObject({
      chosen: ['unit', 'story'],
      check: false,
      jest: ['-t', 'unit'],
    });
  });

  it('mean everything when there are none', () => {
    expect(testOptions([])).toMatchObject({
      chosen: ['unit', 'integration', 'browser', 'story', 'fault'],
      check: true,
      jest: [],
    });
  });
});

describe('the words after npm start', () => {
  it('replay by default and take an instant', () => {
    expect(startOptions(['--clock', '2026-11-22T12:00:00+02:00'])).toMatchObject({
      replay: 'once',
      clock: '2026-11-22T10:00:00.000Z',
    });
  });

  it('may mean the servers alone', () => {
    expect(startOptions([]).servers).toBe(false);
    expect(startOptions(['--servers']).servers).toBe(true);
  });

  it('may leave out an example or both, and nothing else', () => {
    expect(startOptions([]).without).toEqual([]);
    expect(startOptions(['--without', 'web-store, marketing-service']).without).toEqual([
      'web-store',
      'marketing-service',
    ]);
    expect(() => startOptions(['--without', 'consent'])).toThrow('there is no consent');
  });

  it('refuse what is no instant', () => {
    expect(() => startOptions(['--clock', 'tomorrow'])).toThrow('not an instant');
  });
});

describe('the words after npm run test:faults', () => {
  it('mean twenty runs from a seed of the moment, and one where a seed is named', () => {
    expect(faultOptions([], 1_700_000_000_000)).toMatchObject({ seed: 0, runs: 20, older: 'HEAD~30' });
    expect(faultOptions(['--seed', '4711'])).toMatchObject({ seed: 4711, runs: 1 });
  });

  it.each([
    [['--seed', 'x'], '--seed x is not a whole number from 0 on'],
    [['--runs', '0'], '--runs 0 is not a whole number from 1 on'],
    [['--foo'], "Unknown option '--foo'"],
  ])('refuse %j', (args, words) => {
    expect(() => faultOptions(args)).toThrow(words);
  });
});

describe('a MongoDB address given by the environment', () => {
  it.each([
    ['mongodb://a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/consent?replicaSet=rs0'],
    ['mongodb://u:p@a:1', 'mongodb://u:p@a:1/consent'],
    ['mongodb://a:1/other?w=1', 'mongodb://a:1/consent?w=1'],
  ])('%s names the database instead', (given, expected) => {
    expect(withDatabase(given, 'consent')).toBe(expected);
  });
});
